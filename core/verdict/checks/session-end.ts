import { fromAnswers, type Check, type CheckReport } from '../check.js';
import { duration, quote } from '../words/quote.js';
import { answers, experiment, everySession, type EvidenceView } from '../view/view.js';
import { SESSION } from '../session-names.js';
import type { Session } from '../view/session.js';
import { isAnonymousLogin } from './login.js';
import { serverStatus } from '../view/stat.js';

/** RFC 1123 section 4.1.3.2 asks for at least five minutes; so does vsftpd's default. */
const SHORT_SECONDS = 300;

/** What STAT says, else the file. Seconds; 0: never. */
function idleTimeout(view: EvidenceView): number | undefined {
  return (
    everySession(view)
      .map((session) => serverStatus(session)?.idleTimeout)
      .find((value) => value !== undefined) ?? view.config?.number('idle_session_timeout')
  );
}

const idle: Check = {
  id: 'IDLE-SERVER',
  title: 'The server closed an idle session',
  severity: 'warning',
  cause: 'server-config',
  means: 'Clients that wait longer than idle_session_timeout between commands must log in anew.',
  decides: '`421 Timeout.`, or STAT names a limit below the five minutes that RFC 1123 asks for.',
  spares:
    'The 421 about a data connection (DATA-TIMEOUT) and about too many clients (CTL-BUSY). A short limit that nobody has met is only worth knowing.',
  fix: 'Raise idle_session_timeout (300 seconds by default), or let the client send NOOP now and then.',
  settings: ['idle_session_timeout'],
  find: (view) => {
    const found = answers(
      { ...view, sessions: everySession(view) },
      ({ reply }) =>
        reply.code === 421 && /time.?out|idle|inactiv/i.test(reply.text) && !/data/i.test(reply.text),
    );
    const seconds = idleTimeout(view);
    if (found.length === 0) return shortLimit(view, seconds);
    const suffix = seconds === undefined ? '' : ` The limit is ${seconds} s.`;
    const covers = found.flatMap(({ session }) => [
      ...session.notes,
      ...(session.closed ? [session.closed] : []),
    ]);
    const fix = { config: { idle_session_timeout: `${SHORT_SECONDS}` } };
    const isShort = seconds !== undefined && seconds > 0 && seconds < SHORT_SECONDS;
    return fromAnswers(found, { covers, ...(isShort ? { fix } : {}) }).map((report) => ({
      ...report,
      evidence: report.evidence + suffix,
    }));
  },
};

function shortLimit({ witness }: EvidenceView, seconds: number | undefined): readonly CheckReport[] {
  if (witness !== 'probe' || seconds === undefined || seconds === 0 || seconds >= SHORT_SECONDS) return [];
  return [
    {
      title: 'The server closes idle sessions early',
      severity: 'information',
      evidence: `Idle sessions end after ${seconds} s.`,
      fix: { config: { idle_session_timeout: `${SHORT_SECONDS}` } },
    },
  ];
}

const idleNat: Check = {
  id: 'IDLE-NAT',
  title: 'Something on the way forgets idle connections',
  severity: 'warning',
  cause: 'nat',
  means:
    'While a long transfer runs, or a user reads, the other connection falls silent and dies: the file is complete, and the client reports a failure.',
  decides:
    'After a pause, a command on the control connection got no answer, or the connection broke without a 421; or the data connection that had waited did not work any more.',
  spares:
    'A pause longer than the server’s own limit, and a server that says `421 Timeout.` (IDLE-SERVER). A connection that never carried a word before.',
  fix: 'Raise the timeout for established TCP connections on the NAT or firewall (RFC 5382 asks for at least 2 hours 4 minutes; Linux: net.netfilter.nf_conntrack_tcp_timeout_established), or let clients send TCP keep-alives or NOOP.',
  find: (view) => {
    const session = experiment(view, SESSION.idle);
    if (!session?.loggedIn || session.longestPauseMs === 0) return [];
    const limit = serverStatus(session)?.idleTimeout ?? idleTimeout(view);
    if (limit !== undefined && limit > 0 && session.longestPauseMs > (limit - 1) * 1000) return [];
    const pause = duration(session.longestPauseMs);
    const words = lostWords(session);
    return words === null ? [] : [{ evidence: `After ${pause} without a word ${words}.` }];
  },
};

/** How the pause ended, where that was not well. */
function lostWords(session: Session): string | null {
  if (session.answers.some(({ reply }) => reply.code === 421)) return null;
  const noop = session.answers.find(({ to }) => to === 'NOOP');
  if (!noop) {
    const note = session.notes.find((one) => one.note === 'timeout' || one.note === 'connection-reset');
    if (session.closed?.by === 'server') return 'the control connection was broken off, without a 421';
    return note ? `NOOP got no answer (\`${quote(note.text, 80)}\`)` : null;
  }
  const waited = session.attempts.at(-1);
  const outcome = waited?.transfer?.outcome;
  return outcome === 'stalled' || outcome === 'reset' || outcome === 'no-data'
    ? `the control connection answered, but the data connection that had waited did not work any more`
    : null;
}

/** In bytes per second: more than most lines carry, and less than a modem did. */
const GIGABIT = 125_000_000;
const CRAWL = 5000;

/** In the largest unit of which there are two. */
function timeInWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= 2 * length) ?? ['s', 1];
  return `${Math.round(seconds / size)} ${unit}`;
}

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
];

const rate: Check = {
  id: 'RATE',
  title: 'The server limits the speed of transfers',
  severity: 'information',
  cause: 'server-config',
  means: 'Large files take long, whatever the line could carry.',
  decides: 'STAT names a limit in bytes per second.',
  spares: 'Lines that are slow by themselves; limits that few lines reach (a gigabit per second and more).',
  fix: 'If that is not meant so, raise local_max_rate (anon_max_rate for anonymous users) or set it to 0.',
  settings: ['local_max_rate', 'anon_max_rate'],
  find: (view) => {
    const limited = view.sessions.find((session) => (serverStatus(session)?.rateLimit ?? 0) > 0);
    const limit = limited ? serverStatus(limited)?.rateLimit : undefined;
    if (!limited || limit === undefined || limit >= GIGABIT) return [];
    const seconds = (100 * 1024 * 1024) / limit;
    return [
      {
        severity: limit < CRAWL ? 'warning' : 'information',
        evidence: `STAT: ${limit} bytes per second, so 100 MiB take about ${timeInWords(seconds)}.`,
        fix: { config: { [isAnonymousLogin(limited) ? 'anon_max_rate' : 'local_max_rate']: '0' } },
      },
    ];
  },
};

const load: Check = {
  id: 'LOAD',
  title: 'The server is nearly full',
  severity: 'warning',
  cause: 'load',
  means: 'A few more clients, and the next one is sent away with 421.',
  decides: 'STAT counts at least nine tenths of max_clients.',
  spares: 'Without the file the limit is not known. The probe’s own connections are not counted.',
  fix: 'Raise max_clients, and the passive range with it.',
  settings: ['max_clients'],
  find: (view) => {
    const limit = view.config?.number('max_clients') ?? 0;
    const counts = view.sessions.slice(0, 1).flatMap((session) => serverStatus(session)?.clients ?? []);
    const others = Math.max(0, ...counts.map((count) => count - 1));
    return limit > 1 && others >= limit * 0.9
      ? [{ evidence: `STAT counts ${others} other clients; max_clients=${limit}.` }]
      : [];
  },
};

/** Time and load of the whole server. */
export const SESSION_END: readonly Check[] = [idle, idleNat, rate, load];
