import { fromAnswers, type Check, type CheckReport } from '../check.js';
import { duration, quote } from '../words/quote.js';
import { answers, everySession, roundTrip, type EvidenceView } from '../view/view.js';
import { same } from '../view/addresses.js';
import { quotedReply, saidReply } from '../words/replies.js';
import { completed, type Attempt } from '../view/attempt.js';
import type { ClosedSeen, ConnectSeen, NoteSeen, TlsSeen } from '../../events/observation.js';
import { aftermath, type Session } from '../view/session.js';

/** The first words of the other side, whether they are a reply or not. */
function firstWords(session: Session): { text: string; seen: object & { at?: unknown } } | null {
  const { greeting } = session;
  const note = greeting ? undefined : strangeWords(session);
  if (note) return { text: note.text, seen: note };
  return greeting
    ? { text: `${greeting.code === 0 ? '' : `${greeting.code} `}${greeting.text}`, seen: greeting }
    : null;
}

/** What is no reply. */
function strangeWords(session: Session): NoteSeen | undefined {
  return session.notes.find((n) => n.note === 'not-a-reply');
}

const SPEAKERS: readonly { readonly name: string; readonly words: RegExp; readonly fix: string }[] = [
  {
    name: 'SSH',
    words: /^SSH-\d/,
    fix: 'This port belongs to SSH: use an SFTP client here, or the FTP port (21).',
  },
  {
    name: 'HTTP',
    words: /^(?:HTTP\/\d|<!doctype|<html)/i,
    fix: 'This port belongs to a web server: use the FTP port (21).',
  },
  {
    name: 'SMTP',
    words: /^220[ -].*\bE?SMTP\b/,
    fix: 'This port belongs to a mail server: use the FTP port (21).',
  },
  {
    name: 'something other than FTP',
    words: /^(?!\d{3}(?:[ -]|$))./,
    fix: 'Check host and port: FTP usually listens on 21.',
  },
];

const notFtp: Check = {
  id: 'CTL-NOTFTP',
  title: 'This port does not speak FTP',
  severity: 'error',
  cause: 'client',
  means: 'Another service answers on this port, so no FTP client can use it.',
  decides:
    'The first words of the server: `SSH-`, `HTTP/`, a mail server’s greeting, or anything without a reply code.',
  spares: 'A TLS record is left to TLS-IMPLICIT-MIX.',
  fix: 'Use the port of the FTP server; 22 is SFTP.',
  find: (view) =>
    view.sessions.flatMap((session): CheckReport[] => {
      const first = firstWords(session);
      const speaker = first && SPEAKERS.find(({ words }) => words.test(first.text.trimStart()));
      if (!first || !speaker || isTls(first.text)) return [];
      return [
        {
          title: `This port speaks ${speaker.name}${speaker.name.startsWith('s') ? '' : ', not FTP'}`,
          evidence: `The server began with \`${quote(first.text)}\`.`,
          about: [first.seen],
          covers: [
            ...session.notes,
            ...session.attempts,
            ...session.tls,
            ...(session.closed ? [session.closed] : []),
          ],
          at: session.notes.find((n) => n === first.seen)?.at ?? session.greeting?.at,
          fix: { text: speaker.fix },
        },
      ];
    }),
};

/** The head of a TLS alert or handshake record. */
function isTls(text: string): boolean {
  return /^(?:\\x1[56]|[\x15\x16])(?:\\x03|\x03)/.test(text);
}

/** As vsftpd, Pure-FTPd and ProFTPD say it. */
export const TOO_MANY =
  /too many connect|maximum number of (?:allowed )?(?:clients|connections|hosts)|users \(the maximum\)/i;

const busy: Check = {
  id: 'CTL-BUSY',
  title: 'The server has too many connections',
  severity: 'error',
  cause: 'load',
  means: 'New clients are sent away at once until others leave.',
  decides:
    'A 421 instead of the greeting or before the login is through, or one that names too many connections; a 530 in answer to the login that names a number of clients. Or some control connections of a probe came about, further ones did not, and from then on the first got no answer either.',
  spares:
    'Where an earlier connection of the same test was let in, the test itself may have used up max_per_ip: nothing is reported.',
  fix: 'Raise max_clients, or wait. A hung client keeps its place until idle_session_timeout.',
  settings: ['max_per_ip', 'max_clients'],
  find: (view) => {
    const silenced = cutOff(view);
    if (silenced.length > 0) return silenced;
    const found = answers(
      view,
      ({ reply, to }) =>
        (reply.code === 421 && (to === 'greeting' || TOO_MANY.test(reply.text))) ||
        (reply.code === 530 && (to === 'USER' || to === 'PASS') && TOO_MANY.test(reply.text)),
    );
    const atGreeting = found.some(({ it }) => it.to === 'greeting');
    const wasLetIn = view.sessions.some((one) => (atGreeting ? one.greeting?.code === 220 : one.loggedIn));
    if (view.witness === 'probe' && wasLetIn) return [];
    const perAddress =
      found[0] !== undefined &&
      /internet address|from your|for your host|from this ip|per ip/i.test(found[0].it.reply.text);
    const text = perAddress
      ? 'Too many connections come from this one address: close other clients, or raise max_per_ip. Behind one NAT address many users share that limit.'
      : 'All places are taken: raise max_clients, or find the clients that hold them. A hung client keeps its place until idle_session_timeout.';
    const covers = found.flatMap(({ session }) => [
      ...session.notes,
      ...(session.closed ? [session.closed] : []),
    ]);
    return fromAnswers(found, { covers, fix: { text } });
  },
};

/**
 * What bans a computer that opens several connections at once takes the first of them away too. The probe is such a
 * computer: nothing that fails from then on says anything about the server.
 */
function cutOff(view: EvidenceView): readonly CheckReport[] {
  const all = everySession(view);
  const [main] = view.sessions;
  const lost = all.filter(({ connects }) => connects.length > 0 && connects.every(isLost));
  const silence = main ? silenceOf(main) : null;
  const first = lost[0]?.connects[0];
  if (view.witness !== 'probe' || !main?.greeting || !silence || !first) return [];
  if (lost.some(({ connects }) => connects.some((c) => !same(c.host, main.peer)))) return [];
  const words =
    silence.kind === 'note'
      ? `there was ${quote(silence.text, 80)}`
      : silence.kind === 'tls'
        ? `the TLS handshake ${silence.outcome === 'stalled' ? 'got no answer' : 'broke off'}`
        : `nothing went (it was closed after ${quote(silence.after ?? '', 20)})`;
  const errno = first.errno === undefined ? '' : ` (${quote(first.errno, 30)})`;
  return [
    {
      title: 'Something cuts this computer off that has opened several connections',
      severity: 'warning',
      cause: 'server-firewall',
      fitsAnyServer: true,
      evidence: `The first control connection came about; further ones ${first.outcome === 'timeout' ? 'got no answer' : 'were refused'}${errno}, and from then on ${words} on the first one either.`,
      about: [silence, ...lost.flatMap(({ connects }) => connects)],
      covers: all.flatMap((session) => [
        ...session.notes,
        ...session.tls.filter((t) => t.outcome !== 'established'),
        ...(session.closed ? [session.closed] : []),
        ...session.connects.filter(isLost),
        ...session.attempts.flatMap(trouble),
      ]),
      fix: {
        text: 'The probe opens several connections at a time, as many clients do, and a firewall’s limit or fail2ban seems to take that for an attack. Wait until the ban is over, and probe without samples (--samples 0). On the server’s side, look at what fail2ban has banned and at connection limits for the control port, and leave room for clients that open some at once.',
        commands: ['fail2ban-client status'],
      },
      settings: [],
    },
  ];
}

/** The connection ended in the middle of the handshake, and neither side says why. */
export function isCut({ outcome, error, plainText }: TlsSeen): boolean {
  return (
    outcome === 'failed' &&
    plainText === undefined &&
    /ECONNRESET|EPIPE|connection closed during the handshake|socket disconnected|socket hang up/i.test(
      error ?? '',
    )
  );
}

/** What shows that nothing came any more where something was due. */
function silenceOf({ notes, tls, closed, unanswered }: Session): NoteSeen | TlsSeen | ClosedSeen | null {
  return (
    notes.find((n) => n.note === 'timeout' && n.channel === 'control') ??
    tls.find((t) => t.outcome === 'stalled' || isCut(t)) ??
    (closed?.by === 'server' && unanswered !== null && unanswered !== 'QUIT' ? closed : null)
  );
}

function isLost({ outcome }: ConnectSeen): boolean {
  return outcome !== 'open';
}

/** All that failed about it. */
function trouble({ notes, connects, tls, transfer, final, closed }: Attempt): readonly object[] {
  return [
    ...notes,
    ...connects.filter(isLost),
    ...(tls && tls.outcome !== 'established' ? [tls] : []),
    ...(transfer && transfer.outcome !== 'complete' ? [transfer] : []),
    ...(final && final.code >= 400 ? [final] : []),
    ...(closed ? [closed] : []),
  ];
}

const mangled: Check = {
  id: 'CTL-ALG-MANGLE',
  title: 'A firewall rewrites the FTP dialogue',
  severity: 'warning',
  cause: 'network',
  means:
    'A protocol inspection on the way blots out words, so TLS and extended commands fail although the server knows them.',
  decides: 'A greeting of asterisks, and a reply that repeats the command as a row of X.',
  spares: 'A greeting of asterisks alone: some servers really send one.',
  fix: 'Switch off the FTP inspection ("fixup", "ALG") for this server on the firewall in between, or use implicit TLS, which it cannot read.',
  find: (view) =>
    view.sessions.flatMap((session): readonly CheckReport[] => {
      if (!/^[*\s]*\*{6,}[*\s]*$/.test(session.greeting?.text ?? '')) return [];
      const masked = session.answers.find(({ reply }) => reply.code >= 500 && /\bX{3,}\b/.test(reply.text));
      if (!masked) return [];
      const evidence = `Greeting \`${quote(session.greeting?.text ?? '', 40)}\`; ${masked.to} was answered by ${quotedReply(masked.reply)}.`;
      return [{ evidence, about: [masked.reply], at: masked.reply.at }];
    }),
};

const SILENT_ENDS: readonly NoteSeen['note'][] = ['timeout', 'connection-closed', 'connection-reset'];

const noBanner: Check = {
  id: 'CTL-NOBANNER',
  title: 'Connected, but the server says nothing',
  severity: 'error',
  cause: 'server-host',
  means:
    'The connection is accepted and no greeting follows: the port expects TLS first, or the server hangs in a name lookup.',
  decides:
    'The control port answers, and no reply comes before the time is up or the connection ends; or the greeting is vsftpd’s `500 OOPS`.',
  spares: 'A late greeting counts as a greeting (see CTL-SLOW).',
  fix: 'Port 990 usually expects TLS at once: try implicit TLS. On port 21 look for slow reverse name lookups (on RHEL and Fedora reverse_lookup_enable=NO) and at the server’s log.',
  settings: ['implicit_ssl', 'reverse_lookup_enable'],
  find: (view) =>
    view.sessions.flatMap((session): readonly CheckReport[] => {
      const open = session.connects.find((c) => c.outcome === 'open');
      if (!open || session.answers.length > 0 || session.tls.length > 0) return [];
      const silence = session.notes.find(({ note }) => SILENT_ENDS.includes(note)) ?? session.closed;
      if (!silence) return [];
      const how =
        silence.kind === 'closed' ? 'the server closed the connection without a word' : quote(silence.text);
      return [
        {
          evidence: `The connection was accepted; then: ${how}.`,
          about: [silence],
          covers: session.notes,
          at: silence.at,
        },
      ];
    }),
};

/** Milliseconds beyond the round trip: PAM modules that ask a directory take two or three seconds. */
const SLOW_MS = 3500;

const slow: Check = {
  id: 'CTL-SLOW',
  title: 'Greeting or login is slow',
  severity: 'warning',
  cause: 'server-host',
  means: 'Users wait before every session, and impatient clients give up.',
  decides:
    'More than 3.5 seconds beyond the round trip until 220 or 230; or no answer at all to USER, PASS or another command. FEAT and STAT are passed over then; with any other a probe ends.',
  spares: 'A refused login takes 1 second or more by design (delay_failed_login) and does not count.',
  fix: 'See whether PAM waits for a directory or DNS server. On RHEL and Fedora, which alone know it, set reverse_lookup_enable=NO where the client’s name is not needed.',
  settings: ['reverse_lookup_enable', 'pam_service_name'],
  find: (view) => {
    const mute = unansweredLogins(view);
    if (mute.length > 0) return mute;
    return [...unansweredQuestions(view), ...slowAnswers(view, roundTrip(view) ?? 0)];
  },
};

function slowAnswers(view: EvidenceView, rtt: number): readonly CheckReport[] {
  return fromAnswers(
    answers(
      view,
      ({ reply }) => (reply.code === 220 || reply.code === 230) && (reply.durationMs ?? 0) - rtt > SLOW_MS,
    ),
  ).map((report) => ({
    ...report,
    evidence: `${report.evidence} It took ${slowest(view)}.`,
    // Where the build is not known to have the setting, writing it could keep the server from starting.
    ...(view.config?.knows('reverse_lookup_enable') === true
      ? { fix: { config: { reverse_lookup_enable: 'NO' } } }
      : {}),
  }));
}

/** What the server leaves without an answer, and what that means to clients; the session went on. */
const QUESTIONS: Readonly<Record<string, Partial<CheckReport>>> = {
  FEAT: {
    severity: 'error',
    title: 'The server does not answer FEAT',
    fix: {
      text: 'Many clients ask it behind the login and wait for the answer; a server that does not know it answers 500 or 502. Look for a firewall or proxy in between that reads FTP and swallows commands: probe again from the server itself to tell.',
    },
  },
  STAT: {
    severity: 'information',
    title: 'The server does not answer STAT',
    fix: {
      text: 'Clients hardly ever send it. A firewall or proxy in between that reads FTP may swallow it, and other commands too: probe again from the server itself to tell.',
    },
  },
};

function unansweredQuestions(view: EvidenceView): readonly CheckReport[] {
  if (view.witness !== 'probe') return [];
  return view.sessions.flatMap(({ id, notes, unanswered }) =>
    notes.flatMap((note): readonly CheckReport[] => {
      const verb = /^no answer to (FEAT|STAT)$/.exec(note.text)?.[1];
      const words = verb === undefined ? undefined : QUESTIONS[verb];
      if (!words || id !== undefined || note.note !== 'timeout' || unanswered === verb) return [];
      return [
        {
          ...words,
          evidence: `${quote(note.text, 40)} in time; what came behind it was answered.`,
          about: [note],
        },
      ];
    }),
  );
}

const NO_ANSWER = /^no answer to (USER|PASS)$/;

/** The last command was part of a login, no answer came, and the client says that it waited in vain. */
function unansweredInLog(view: EvidenceView): readonly CheckReport[] {
  return view.sessions.flatMap((session): readonly CheckReport[] => {
    const { loggedIn, greeting, unanswered } = session;
    const note = session.notes.find((one) => one.note === 'timeout' && one.channel !== 'data');
    if (!note || loggedIn || !greeting || (unanswered !== 'USER' && unanswered !== 'PASS')) return [];
    const evidence = `The greeting came, and no answer to ${unanswered}: \`${quote(note.text, 120)}\`.`;
    return [{ ...MUTE_LOGIN, evidence, about: [note], at: note.at }];
  });
}

const MUTE_LOGIN = { severity: 'error', title: 'The server does not answer the login' } as const;

function unansweredLogins(view: EvidenceView): readonly CheckReport[] {
  if (view.witness === 'transcript') return unansweredInLog(view);
  const found = view.sessions.flatMap((session) => {
    const note = session.notes.find((n) => n.note === 'timeout' && NO_ANSWER.test(n.text));
    return note && !session.loggedIn ? [{ session, note }] : [];
  });
  const [first] = found;
  if (!first || view.sessions.some((session) => session.loggedIn)) return [];
  return [
    {
      ...MUTE_LOGIN,
      evidence: `The greeting came, and then ${first.note.text} in time.`,
      about: found.map(({ note }) => note),
      count: found.length,
    },
  ];
}

function slowest(view: EvidenceView): string {
  const times = answers(view, ({ reply }) => reply.code === 220 || reply.code === 230).map(
    ({ it }) => it.reply.durationMs ?? 0,
  );
  return duration(Math.max(...times));
}

const multiline: Check = {
  id: 'CTL-MULTILINE',
  title: 'A reply of several lines is not framed as FTP wants it',
  severity: 'warning',
  cause: 'server-host',
  means: 'Clients that follow the standard wait for the last line or lose step with the replies.',
  decides:
    'The last line of the reply is missing, or carries another code than the first (RFC 959 section 4.2); or what follows the greeting is no reply, or has no end, or is longer than 64 KiB.',
  spares:
    'Lines inside FEAT or STAT that merely begin with digits; a directory that STAT lists, however long.',
  fix: 'Look at banner_file and .message files first: a banner may not hold lines that look like replies. A proxy in between can also cut replies.',
  settings: ['banner_file', 'ftpd_banner'],
  find: (view) => [
    ...fromAnswers(answers(view, ({ reply }) => reply.broken === true)),
    ...withoutEnd(view),
    ...tooLong(view),
  ],
};

/** So much is no answer to these any more: many programs give up at less. A listing by STAT may be as long as it likes. */
function tooLong(view: EvidenceView): readonly CheckReport[] {
  const found = answers(
    view,
    ({ to, argument, reply }) => reply.cutFrom !== undefined && !(to === 'STAT' && argument !== null),
  );
  const [first] = found;
  if (!first) return [];
  const { to, reply } = first.it;
  return [
    {
      title: 'A reply is longer than clients expect',
      evidence: `${to === 'greeting' ? 'The greeting' : `The answer to ${to}`} has ${reply.cutFrom ?? 0} bytes; it begins \`${quote(saidReply(reply), 80)}\`.`,
      about: found.map(({ it }) => it.reply),
      at: reply.at,
      fix: {
        text: 'Clients that bound what they read end the session here. Look at banner_file and .message files, and for a proxy that adds to replies.',
      },
    },
  ];
}

/** A probe reads no further behind such words: its session ends there. */
function withoutEnd(view: EvidenceView): readonly CheckReport[] {
  const found = view.sessions.flatMap((session) => {
    const note = strangeWords(session);
    return note && (session.greeting !== null || /^\d{3}-/.test(note.text)) ? [{ session, note }] : [];
  });
  const [first] = found;
  if (!first) return [];
  const last = first.session.answers.at(-1);
  const behind = last ? `Behind the answer to ${last.to} came` : 'The greeting began with';
  return [
    {
      // What clients came for is done where it is the answer to QUIT.
      severity: found.every(({ session }) => session.attempts.some(completed)) ? 'warning' : 'error',
      title: 'A reply does not come to its end',
      evidence: `${behind} \`${quote(first.note.text, 150)}\`, and no end of a reply.`,
      about: found.map(({ note }) => note),
      covers: view.sessions.flatMap(aftermath),
      count: found.length,
    },
  ];
}

/** What greets the client. */
export const GREETING: readonly Check[] = [notFtp, busy, mangled, slow, multiline];
/** Runs when TLS does not explain the silence. */
export const SILENCE: Check = noBanner;
