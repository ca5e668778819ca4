import type {
  Attempt,
  Check,
  CheckReport,
  ConnectSeen,
  EvidenceView,
  Explained,
  NoteSeen,
  ReplySeen,
  Session,
} from '../support/index.js';
import { hasListed, quote, quotedReply, READ_THE_LOG, transferName } from '../support/index.js';

/** A step that failed: what shows it, and how it is told. */
interface Failed {
  readonly seen: object;
  readonly words: string;
}

function isOpen({ outcome }: ConnectSeen): boolean {
  return outcome === 'open';
}

/** The first step of those that a listing needs which failed; of several ways to it, in the one that led furthest. */
function firstFailure(session: Session): Failed {
  const tried = session.attempts.filter(({ connects }) => connects.some(isOpen));
  const step =
    beforeLogin(session) ?? [...tried, ...session.attempts].map(atTransfer).find((one) => one !== null);
  if (step) return step;
  const note = session.notes[0];
  if (note) return { seen: note, words: `\`${quote(note.text, 120)}\`` };
  const { closed } = session;
  if (closed) return { seen: closed, words: `the connection ended after ${closed.after ?? 'the greeting'}` };
  return { seen: session, words: 'the run ended before one was tried' };
}

function beforeLogin({ answers, greeting, loggedIn, tls }: Session): Failed | null {
  if (loggedIn) return null;
  if (greeting && greeting.code !== 220)
    return { seen: greeting, words: `the greeting was ${quotedReply(greeting)}` };
  const broken = tls.find(({ outcome }) => outcome === 'failed');
  if (broken)
    return { seen: broken, words: `the TLS handshake failed: \`${quote(broken.error ?? '', 120)}\`` };
  const last = answers.findLast(({ to }) => ['AUTH', 'USER', 'PASS', 'ACCT'].includes(to));
  return last ? { seen: last.reply, words: `${last.to} was answered by ${quotedReply(last.reply)}` } : null;
}

function atTransfer(attempt: Attempt): Failed | null {
  const { mode, refusal, endpoint, accepted, connects, tls, final, transfer } = attempt;
  if (refusal) return { seen: refusal, words: `${mode ?? ''} was answered by ${quotedReply(refusal)}` };
  if (accepted && !endpoint)
    return { seen: accepted, words: `${mode ?? ''} was answered by ${quotedReply(accepted)}` };
  const dial = connects.find(({ outcome }) => outcome !== 'open');
  if (dial) {
    const error = dial.errno === undefined ? dial.outcome : `${dial.outcome}, ${dial.errno}`;
    return { seen: dial, words: `the data connection to port ${dial.port} failed (${error})` };
  }
  if (tls?.outcome === 'failed')
    return { seen: tls, words: `TLS on the data connection failed: \`${quote(tls.error ?? '', 120)}\`` };
  if (final) return { seen: final, words: `${transferName(attempt)} was answered by ${quotedReply(final)}` };
  return transfer ? { seen: transfer, words: `${transfer.command} did not complete` } : null;
}

export const ctlNoListing: Check = {
  id: 'CTL-NO-LISTING',
  title: 'Nothing was listed',
  severity: 'error',
  cause: 'server-host',
  means: 'The server was reached, and no user would have seen a file.',
  decides:
    'The control connection stood, no listing was completed, and no other check has an error: the first step that failed is quoted. Where a warning explains that step, the warning becomes the error. Of a log: the first refusal or error in it, whatever its words. Information after a transfer that worked.',
  spares: 'A server that was not reached (NET-), and a run that its user cancelled.',
  fix: READ_THE_LOG,
  metAt: { phase: 'transfer', place: 200 },
  judgedAt: { phase: 'last-resort', place: 90 },
  find: (view, explained) => {
    if (view.witness === 'transcript') return inLog(view, explained);
    const main = view.sessions.find(({ id, connects }) => id === undefined && connects.some(isOpen));
    // Every run of a probe tells where it stood; without that these are pieces, and a listing may be among the rest.
    if (view.witness !== 'probe' || view.vantage === null || view.wasCancelled === true) return null;
    if (!main || hasListed(view)) return null;
    const { seen, words } = firstFailure(main);
    return { evidence: `No listing was completed: ${words}.`, about: [seen] };
  },
};

/** A session of a log that failed, whatever the reason: never silence, and no cause that is not shown. */
function inLog(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  const isOver = hasListed(view);
  return view.sessions
    .flatMap((session) => failures(session).slice(0, 1))
    .filter(({ seen }) => !explained(seen))
    .slice(0, 1)
    .map(({ seen, words }) => ({
      title: isOver ? 'Something failed after a transfer that worked' : 'The session failed',
      severity: isOver || isMissing(seen) ? ('information' as const) : ('error' as const),
      evidence: `${words}. That is the first step that failed; the log does not show why.`,
      // A warning about the same attempt names the cause.
      about: [seen, ...during(view, seen)],
      at: seen.at,
    }));
}

/** The attempt at a transfer after which it came. */
function during({ sessions }: EvidenceView, { at }: ReplySeen | NoteSeen): readonly object[] {
  const attempt = sessions
    .flatMap(({ attempts }) => attempts)
    .findLast(({ endpoint }) => (endpoint?.at?.line ?? Infinity) < (at?.line ?? 0));
  return attempt?.endpoint ? [attempt, attempt.endpoint] : [];
}

/** A file that is not there. */
function isMissing(seen: ReplySeen | NoteSeen): boolean {
  return seen.kind === 'reply' && seen.code === 550 && seen.to === 'RETR';
}

/** Refusals of these are answers like others: clients ask for what many servers have not. */
const OPTIONAL: ReadonlySet<string> = new Set(
  (
    'FEAT OPTS SITE SIZE MDTM MLST CLNT SYST HELP NOOP ALLO STAT LANG HOST AUTH PBSZ PROT EPSV EPRT REST DELE ' +
    'RMD XRMD ABOR QUIT CCC MFMT MODE STRU PWD XPWD MKD XMKD HASH AVBL'
  ).split(' '),
);
const FAILURES: ReadonlySet<NoteSeen['note']> = new Set([
  'failed',
  'listing-failed',
  'login-failed',
  'upload-failed',
  'timeout',
  'refused',
  'unreachable',
  'tls-error',
  'tls-plain-text',
]);

interface LoggedFailure {
  readonly seen: ReplySeen | NoteSeen;
  readonly words: string;
}

function failures(session: Session): readonly LoggedFailure[] {
  const { answers, attempts, closed, target } = session;
  const isFtp =
    target !== null ||
    answers.filter(({ to }) => to !== '').length > 1 ||
    attempts.some(({ endpoint, accepted, final }) => endpoint ?? accepted ?? final);
  const last = answers.findLast(({ to }) => to !== 'QUIT' && to !== 'NOOP');
  const isEnd = closed !== null || answers.at(-1)?.to === 'QUIT';
  const isLonely = answers.every(({ reply }) => reply.code >= 400);
  const wasAborted = answers.some(({ to }) => to === 'ABOR');
  const refused = answers
    .filter(({ to, reply: { code } }) => code >= 400 && (to !== '' || isLonely))
    .filter((answer) => !OPTIONAL.has(answer.to) || (answer === last && isEnd))
    .filter(({ reply }) => !(wasAborted && reply.code === 426))
    .map(({ to, reply }) => ({
      seen: reply,
      words:
        to === '' ? `The server said ${quotedReply(reply)}` : `${to} was answered by ${quotedReply(reply)}`,
    }));
  const told = [...session.notes, ...attempts.flatMap((one) => one.notes)]
    .filter(
      ({ note, text }) =>
        FAILURES.has(note) &&
        (isFtp || note === 'failed' || note === 'listing-failed' || /ftp|remote server/i.test(text)),
    )
    .map((seen) => ({ seen, words: `The log says \`${quote(seen.text, 160)}\`` }));
  return [...refused, ...told].sort((a, b) => (a.seen.at?.line ?? 0) - (b.seen.at?.line ?? 0));
}
