import type { Attempt, ClosedSeen, ConnectSeen, NoteSeen, Session, TlsSeen } from '../support/index.js';
import { fromAnswers, hasListed, isCutHandshake, quote, same, TOO_MANY } from '../support/index.js';
import {
  answers,
  type Check,
  type CheckReport,
  SESSION,
  everySession,
  type EvidenceView,
} from '../support/index.js';

export const ctlBusy: Check = {
  id: 'CTL-BUSY',
  title: 'The server has too many connections',
  severity: 'error',
  cause: 'load',
  means: 'New clients are sent away at once until others leave.',
  decides:
    'A 421 instead of the greeting whose words are of number, load or service, or one before the login that names too many connections; a 530 as greeting or in answer to the login that names a number of clients. Or some control connections of a probe were accepted, further ones were not, and from then on the first got no answer either, or no data port opened any more.',
  spares:
    'A 421 whose words say something else (CTL-NOBANNER). Where an earlier connection of the same test was let in, the test itself may have used up max_per_ip: nothing is reported.',
  fix: 'Raise max_clients, or wait. A hung client keeps its place until idle_session_timeout.',
  settings: ['max_per_ip', 'max_clients'],
  metAt: { phase: 'greeting', place: 40 },
  judgedAt: { phase: 'greeting', place: 20 },
  advice: {
    proftpd:
      'Raise the limit that the reply names (`MaxClients`, `MaxClientsPerHost`, `MaxClientsPerUser`, `MaxConnectionsPerHost`, `MaxInstances`), or wait.',
    pureFtpd:
      'Raise `MaxClientsNumber` or `MaxClientsPerIP`, or wait. With a `PassivePortRange` no more clients are let in than half its ports.',
  },
  find: (view) => {
    const silenced = cutOff(view);
    if (silenced.length > 0) return silenced;
    const found = answers(
      view,
      ({ reply, to }) =>
        (reply.code === 421 && (TOO_MANY.test(reply.text) || (to === 'greeting' && isFull(reply.text)))) ||
        (reply.code === 530 && ['greeting', 'USER', 'PASS'].includes(to) && TOO_MANY.test(reply.text)),
    );
    const atGreeting = found.some(({ it }) => it.to === 'greeting');
    const wasLetIn = view.sessions.some((one) => (atGreeting ? one.greeting?.code === 220 : one.loggedIn));
    if (view.witness === 'probe' && wasLetIn) return [];
    const perAddress =
      found[0] !== undefined &&
      /internet address|from your|for your host|from this ip|per ip/i.test(found[0].it.reply.text);
    const text = perAddress
      ? 'Too many connections come from this one address, which many users share behind a NAT: close other clients. Or raise max_per_ip.'
      : 'All places are taken: raise max_clients, or find the clients that hold them. A hung client keeps its place until idle_session_timeout.';
    const covers = found.flatMap(({ session }) => [
      ...session.notes,
      ...(session.closed ? [session.closed] : []),
    ]);
    const isRefused =
      found[0]?.it.to === 'greeting' &&
      /^Service not available\.?$/i.test(found[0].it.reply.text.trim()) &&
      view.config?.bool('tcp_wrappers') !== false;
    if (isRefused) return fromAnswers(found, { covers, ...WRAPPED });
    return fromAnswers(found, { covers, fix: perAddress ? { text } : { text, isGeneral: true } });
  },
};

/** Words about this client, not about how many there are. */
const TURNS_AWAY =
  /\bbann?(?:ed)?\b|block|black ?list|den(?:y|ied)|\bnot (?:accept|allow|permit|authori[sz]ed|welcome)|forbidden|refused|reject|unauthori[sz]ed|prohibited|fail(?:ed|ures)|attempts/i;

/** Words of number, load or service; none at all leave it open. */
const FULL =
  /^\W*$|too (?:many|busy)|maxim|\bmax\b|limit|\bfull\b|busy|overload|available|\blater\b|reached|exceeded|(?:users|clients|connections|sessions)\b|\bzu viele\b|\btrop d|demasiad[ao]s|\bmuit[ao]s\b|troppe|слишком много|太多|过多|多すぎ/i;

function isFull(text: string): boolean {
  return FULL.test(text) && !TURNS_AWAY.test(text);
}

/** vsftpd's answer to a client that tcp_wrappers refuses (standalone.c, tcpwrap.c). */
const WRAPPED = {
  title: 'The server refuses this client’s address',
  cause: 'server-host',
  fix: {
    text: 'vsftpd says this to a client that tcp_wrappers refuses: look at the `vsftpd:` lines in /etc/hosts.deny and /etc/hosts.allow (tcp_wrappers=YES). Other servers say it when they are full or stopped.',
  },
  settings: ['tcp_wrappers'],
} as const;

/**
 * What bans a computer that opens several connections at once takes the first of them away too. The probe is such a
 * computer: nothing that fails from then on says anything about the server.
 */
function cutOff(view: EvidenceView): readonly CheckReport[] {
  const all = everySession(view);
  const [main] = view.sessions;
  const lost = all.filter((one) => (one.connects.length > 0 && one.connects.every(isLost)) || isShutOut(one));
  const silence = main ? (silenceOf(main) ?? turnedBad(all)) : null;
  const first = lost[0]?.connects[0];
  if (view.witness !== 'probe' || !main?.greeting || !silence || !first) return [];
  if (lost.some(({ connects }) => connects.some((c) => !same(c.host, main.peer)))) return [];
  const errno = first.errno === undefined ? '' : ` (${quote(first.errno, 30)})`;
  return [
    {
      title: 'Something cuts this computer off that has opened several connections',
      severity: hasListed(view) ? 'warning' : 'error',
      cause: 'server-firewall',
      fitsAnyServer: true,
      evidence: `The first control connection was accepted; further ones ${ENDS[first.outcome] ?? 'were refused'}${errno}, and from then on ${wordsOf(silence)}.`,
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

type Silence = NoteSeen | TlsSeen | ClosedSeen | ConnectSeen;

function wordsOf(silence: Silence): string {
  const onFirst = 'on the first one either';
  switch (silence.kind) {
    case 'connect':
      return 'no data port opened any more, although all before had';
    case 'note':
      return `there was ${quote(silence.text, 80)} ${onFirst}`;
    case 'tls':
      return `the TLS handshake ${silence.outcome === 'stalled' ? 'got no answer' : 'broke off'} ${onFirst}`;
    case 'closed':
      return `nothing went (it was closed after ${quote(silence.after ?? '', 20)}) ${onFirst}`;
  }
}

/** So many of each kind come in order by chance once in twenty times, and the control port has to fail as well. */
const IN_A_ROW = 3;

/** The first of the data ports that failed, where all that opened had done so before. */
function turnedBad(sessions: readonly Session[]): ConnectSeen | null {
  const dials = sessions
    .flatMap(({ attempts }) => attempts.flatMap(({ connects }) => connects))
    .sort((a, b) => begin(a) - begin(b));
  const first = dials.findIndex(isLost);
  const isInOrder = first >= IN_A_ROW && dials.slice(first).every(isLost);
  return isInOrder && dials.length - first >= IN_A_ROW ? (dials[first] ?? null) : null;
}

function begin({ ms = 0, durationMs = 0 }: ConnectSeen): number {
  return ms - durationMs;
}

/** What shows that nothing came any more where something was due. */
function silenceOf(session: Session): NoteSeen | TlsSeen | ClosedSeen | null {
  const { notes, tls, closed, unanswered, answers: heard } = session;
  // A refusal of the last command is reason enough to leave.
  const isCut =
    unanswered === null
      ? (heard.at(-1)?.reply.code ?? 0) < 400 && closed?.after !== 'QUIT'
      : unanswered !== 'QUIT';
  return (
    notes.find((n) => n.note === 'timeout' && n.channel === 'control') ??
    tls.find((t) => t.outcome === 'stalled' || isCutHandshake(t)) ??
    (closed?.by === 'server' && isCut ? closed : null)
  );
}

const ENDS: Readonly<Partial<Record<ConnectSeen['outcome'], string>>> = {
  timeout: 'got no answer',
  open: 'were closed without a word',
};

/** A session that no other of the probe disturbed: it got not even a greeting. */
function isShutOut({ id, answers: heard, closed }: Session): boolean {
  return id === SESSION.single && closed?.by === 'server' && heard.length === 0;
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
