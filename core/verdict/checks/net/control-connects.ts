import type { CheckReport, ConnectOutcome, ConnectSeen, EvidenceView, Session } from '../support/index.js';
import { duration, everySession, hostPort, quote, same } from '../support/index.js';

/** Sessions none of whose control connects succeeded, with their failures. */
export function unreached(
  view: EvidenceView,
): readonly { session: Session; failures: readonly ConnectSeen[] }[] {
  if (view.sessions.some((s) => s.connects.some((c) => c.outcome === 'open'))) return [];
  return view.sessions
    .map((session) => ({ session, failures: session.connects.filter((c) => c.outcome !== 'open') }))
    .filter(({ session, failures }) => failures.length > 0 && isUnheard(session, view));
}

/** Nothing shows that the control connection stood: no reply, no command, no endpoint of data connections. */
function isUnheard({ answers, attempts, connects, unanswered }: Session, view: EvidenceView): boolean {
  if (answers.length > 0 || unanswered !== null) return false;
  if (view.witness === 'probe') return true;
  const named = view.sessions.flatMap((session) =>
    session.attempts.flatMap(({ endpoint }) => endpoint?.port ?? []),
  );
  return (
    attempts.length === 0 &&
    !connects.some(({ channel, port }) => channel === 'control' && named.includes(port ?? -1))
  );
}

export function controlFailures(
  view: EvidenceView,
  wanted: (c: ConnectSeen) => boolean,
): readonly { session: Session; it: ConnectSeen }[] {
  return unreached(view).flatMap(({ session, failures }) =>
    failures.filter(wanted).map((it) => ({ session, it })),
  );
}

export function describeConnect({ host, port, outcome, errno, durationMs }: ConnectSeen): string {
  const how: Readonly<Record<ConnectOutcome, string>> = {
    open: 'succeeded',
    refused: 'was refused',
    timeout: 'got no answer',
    unreachable: 'found no way',
    reset: 'was reset',
    failed: 'failed',
  };
  const time = durationMs === undefined ? '' : ` after ${duration(durationMs)}`;
  const where =
    host === null && port === null ? 'server’s control port' : `control port ${hostPort(host, port)}`;
  return `The connect to the ${where} ${how[outcome]}${time}${errno === undefined ? '' : ` (${quote(errno, 30)})`}.`;
}

/** Networks that want everything to go through a proxy let no direct connection out. */
function proxyHint({ vantage }: EvidenceView): string {
  const { proxy } = vantage ?? {};
  return proxy === undefined
    ? ''
    : ` This machine is told to use the proxy ${quote(proxy, 80)}; the connect was a direct one.`;
}

/** A failure to connect, or a program's own words for one before any reply. */
export function controlReports(
  view: EvidenceView,
  wanted: (c: ConnectSeen) => boolean,
  note: string,
): readonly CheckReport[] {
  const found = controlFailures(view, wanted).map(({ it }): CheckReport => ({
    evidence: describeConnect(it) + proxyHint(view),
    about: [it],
    at: it.at,
  }));
  if (found.length > 0) return found;
  return view.sessions
    .filter((session) => session.connects.length === 0 && isUnheard(session, view))
    .flatMap((session) =>
      session.notes
        .filter((n) => n.note === note && n.channel !== 'data')
        .filter((n) => session.target !== null || /control[ -](?:socket|connection)/i.test(n.text))
        .slice(0, 1),
    )
    .map((n) => ({ evidence: `The client says: \`${quote(n.text)}\`.`, about: [n], at: n.at }));
}

export function triedPort(view: EvidenceView): number | undefined {
  return view.sessions.find((session) => session.target)?.target?.port;
}

/** Control connects by address, over all sessions. */
export function connectsByAddress(view: EvidenceView): { open: ConnectSeen[]; failed: ConnectSeen[] } {
  const all = everySession(view).flatMap((session) => session.connects);
  const open = all.filter((c) => c.outcome === 'open');
  const works = (host: string | null): boolean => open.some((c) => same(c.host, host));
  return { open, failed: all.filter((c) => c.outcome !== 'open' && c.host !== null && !works(c.host)) };
}

/** A probe opens more connections than an ordinary client. */
export const LIMITED =
  'If an earlier try got in, a limit on new connections (ufw limit, recent, hashlimit, fail2ban) may keep this computer out for a while: wait a minute and probe again, with --samples 0.';
