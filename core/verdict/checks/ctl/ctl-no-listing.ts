import type {
  Attempt,
  Check,
  CheckReport,
  ConnectSeen,
  EvidenceView,
  Explained,
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
    'The control connection stood, no listing was completed, and no other check has an error: the first step that failed is quoted. Where a warning explains that step, the warning becomes the error.',
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

/** The client says so, and nothing in its log tells why. */
function inLog(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  if (hasListed(view)) return [];
  return view.sessions
    .flatMap(({ notes, attempts }) => [...notes, ...attempts.flatMap((one) => one.notes)])
    .filter((note) => note.note === 'listing-failed' && !explained(note))
    .slice(0, 1)
    .map((note) => ({
      evidence: `The client says \`${quote(note.text, 120)}\`, and the log does not show why.`,
      about: [note],
      at: note.at,
    }));
}
