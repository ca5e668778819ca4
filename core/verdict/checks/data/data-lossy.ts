import { type Check, type CheckReport, duration, listed, passingRuns, portsTried } from '../support/index.js';
import { attempts, byServer, type EvidenceView, roundTrip } from '../support/index.js';

/** Retransmitted SYNs go out 1 s and 3 s after the first; their answer takes a round trip, which some ways make a long one. */
function isRetransmitted(ms: number, rtt: number | undefined): boolean {
  const own = ms - (rtt ?? 0) / 2;
  return [1000, 3000].some((wait) => own >= wait - 50 && ms < wait + 4 * Math.min(rtt ?? 500, 500) + 300);
}

/** Fewer late connects, or a smaller share of all, is what an ordinary line does. */
function isMuch(late: number, all: number): boolean {
  return (late >= 2 && late >= all / 4) || (late >= 3 && late >= all / 10);
}

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
    if (isMuch(late.length, answered.length))
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
          ...byNumber(open, closed),
          evidence: `${open.length} ports open, ${closed.length} silent, mixed: open ${listed(open, 4)}; silent ${listed(closed, 4)}.`,
          about: failures.map(({ seen }) => seen),
          at: failures[0]?.seen.at,
        },
      ];
    });
  },
};

/** Chance makes such an order of so many ports once in hundreds of runs. */
const PROOF = 8;

/** The port's number decides: which remainders are silent is no matter of chance. */
function byNumber(open: readonly number[], closed: readonly number[]): Partial<CheckReport> {
  if (open.length + closed.length < PROOF) return {};
  for (const divisor of [2, 3, 4, 5, 6, 8]) {
    const [passes, silent] = [open, closed].map((ports) => new Set(ports.map((port) => port % divisor)));
    // With few ports for each remainder any set of ports has such an order.
    if (!passes || !silent || open.length + closed.length < PROOF * (divisor - 1)) continue;
    if ([...silent].some((rest) => passes.has(rest))) continue;
    const which = divisor === 2 ? (silent.has(1) ? 'odd' : 'even') : `those of every ${divisor}th kind`;
    return {
      severity: 'error',
      title: `Many passive ports never answer: ${which === 'odd' || which === 'even' ? `the ${which} ones` : which}`,
      fix: { text: BY_PORT },
    };
  }
  return {};
}

const BY_PORT =
  'The number of the port decides which ones are silent, so nothing is lost by chance: one of several links or balancer nodes, among which connections are shared out by port (ECMP, link aggregation, a hash), is dead or does not know the server. Take it out, or mend it.';

/** As good as every session meets a silent port. */
const OFTEN = {
  severity: 'error',
  title: 'Many passive ports never answer',
  fix: {
    text: 'Probe again: where the same ports stay silent, one of several links or balancer nodes, among which connections are shared out by port, is dead; where others do, look for a rate limit on new connections (hashlimit, limit, SYN flood protection) in the firewall, then for packet loss.',
  },
} as const;

function silentDials(view: EvidenceView): readonly object[] {
  return attempts(view).flatMap(({ it }) => it.connects.filter(({ outcome }) => outcome === 'timeout'));
}
