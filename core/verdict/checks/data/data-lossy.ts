import { type Check, type CheckReport, duration, listed, passingRuns, portsTried } from '../support/index.js';
import { attempts, byServer, type EvidenceView, roundTrip } from '../support/index.js';

/** Retransmitted SYNs go out 1 s and 3 s after the first; their answer takes a round trip, which some ways make a long one. */
function isRetransmitted(ms: number, rtt: number | undefined): boolean {
  const own = ms - (rtt ?? 0) / 2;
  return [1000, 3000].some((wait) => own >= wait - 50 && ms < wait + 4 * Math.min(rtt ?? 500, 500) + 300);
}

/** Fewer late connects, or a smaller share of all, is what an ordinary line does. */
const MIN_LATE = 2;

const LATE_SHARE = 4;

export const dataLossy: Check = {
  id: 'DATA-LOSSY',
  title: 'Connection attempts get lost on the way',
  severity: 'warning',
  cause: 'network',
  means: 'Transfers start late or fail now and then.',
  decides:
    'Data connections that take about one or three seconds more than the round trip, or ports that are silent and open without order.',
  spares: 'A few late connects among many: on a line that loses one packet in a hundred that is usual.',
  fix: 'Look for a rate limit on new connections (hashlimit, limit, SYN flood protection) in the firewall, then for packet loss.',
  metAt: { phase: 'data-connection', place: 120 },
  judgedAt: { phase: 'data-connection', place: 110 },
  find: (view, explained) => {
    const rtt = roundTrip(view);
    const answered = [
      ...attempts(view).flatMap(({ it }) => it.connects.filter(({ outcome }) => outcome === 'open')),
      // The port was closed again when the SYN that got lost was sent once more.
      ...view.bareDials.filter(({ outcome }) => outcome === 'refused'),
    ];
    // A tester that was busy sees late what came in time.
    const late = answered.filter(({ durationMs = 0, busyMs = 0 }) =>
      isRetransmitted(durationMs - busyMs, rtt),
    );
    const silent = silentDials(view);
    if (late.length >= Math.max(MIN_LATE, answered.length / LATE_SHARE))
      return {
        evidence: `${late.length} of ${answered.length} data connections took ${duration(late[0]?.durationMs ?? 0)} or so, with a round trip of ${duration(rtt ?? 500)}.`,
        // Where repeated attempts get through late, some get through too late; one block of them is a window.
        covers: silent,
        ...(silent.length > answered.length ? { severity: 'error' } : {}),
        at: late[0]?.at,
      };
    return byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const tried = portsTried(view, sessions, explained);
      const { open, closed, failures } = tried;
      if (
        open.length < 2 ||
        closed.length < 2 ||
        passingRuns(tried) ||
        failures.some(({ outcome }) => outcome !== 'timeout')
      )
        return [];
      return [
        {
          ...(closed.length * 3 >= open.length ? OFTEN : {}),
          evidence: `${open.length} ports open, ${closed.length} silent, mixed: open ${listed(open, 4)}; silent ${listed(closed, 4)}.`,
          about: failures.map(({ seen }) => seen),
          at: failures[0]?.seen.at,
        },
      ];
    });
  },
};

/** As good as every session meets a silent port. */
const OFTEN = {
  severity: 'error',
  title: 'Many passive ports never answer',
} as const;

function silentDials(view: EvidenceView): readonly object[] {
  return attempts(view).flatMap(({ it }) => it.connects.filter(({ outcome }) => outcome === 'timeout'));
}
