import type { Check, Session } from '../support/index.js';
import { duration, experiment, quote, serverStatus, SESSION } from '../support/index.js';
import { idleTimeoutOf } from './idle-timeout.js';

export const idleNat: Check = {
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
  metAt: { phase: 'later', place: 20 },
  judgedAt: { phase: 'later', place: 20 },
  find: (view) => {
    const session = experiment(view, SESSION.idle);
    if (!session?.loggedIn || session.longestPauseMs === 0) return [];
    const limit = serverStatus(session)?.idleTimeout ?? idleTimeoutOf(view);
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
