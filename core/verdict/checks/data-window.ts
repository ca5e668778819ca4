import { openPorts } from '../../firewall/commands.js';
import type { Check, CheckReport } from '../check.js';
import type { FindingFix } from '../finding.js';
import { isExact, portsTried, type PortRun, type PortsTried } from '../view/port-runs.js';
import { duration, listed } from '../words/quote.js';
import { attempts, byServer, roundTrip, type EvidenceView } from '../view/view.js';
import type { Session } from '../view/session.js';

/** More stretches than this are no windows but disorder. */
const MAX_RUNS = 9;
/** A range so wide is none that anybody has chosen. */
const WIDE = 16384;

/**
 * The stretches in which the ports pass and do not; null where that is disorder, or too little to tell. Samples alone
 * must show one block on either side; with edges known to the port there may be several.
 */
function windows({ open, closed, runs, bare }: PortsTried): readonly PortRun[] | null {
  if (open.length === 0 || closed.length === 0 || runs.length < 2) return null;
  if (bare.length > 0 && isExact(runs)) return runs.length <= MAX_RUNS ? runs : null;
  if (open.length < 2 || closed.length < 2) return null;
  const blocks = runs.filter(({ passes }) => passes);
  const gaps = runs.filter(({ passes }) => !passes);
  if (blocks.length === 1) return runs;
  // A gap between open ports: two neighbours can be chance.
  return gaps.length === 1 && closed.length >= 3 ? runs : null;
}

const dataWindow: Check = {
  id: 'DATA-WINDOW',
  title: 'Only part of the passive range is let through',
  severity: 'error',
  cause: 'server-firewall',
  means: 'Transfers work or hang by chance, depending on the port the server draws.',
  decides:
    'Several passive ports of one server answer and several do not, and the ports that answer form one block. Where blocked ports are silent, connects to the ports between them show each edge.',
  spares: 'A mixture without a block (DATA-LB-NODE, DATA-LOSSY); single failures.',
  fix: 'Give firewall and server the same range.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view, explained) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const tried = portsTried(view, sessions, explained);
      const runs = windows(tried);
      if (!runs) return [];
      const { failures, bare, open, closed } = tried;
      const silent = failures.some(({ outcome }) => outcome === 'timeout');
      const exact = isExact(runs);
      const edges = `${edgesInWords(runs)}${exact ? '' : ' (samples: the edge lies in between)'}.`;
      const samples = `${open.length} ports open, ${closed.length} ${silent ? 'silent' : 'refused'}: ${listed(closed, 4)}.`;
      const chance = exact ? '' : ` ${confidence(open.length + closed.length)}`;
      return [
        {
          evidence: `${edges} ${samples}${chance}`,
          about: failures.map(({ seen }) => seen),
          covers: [...waitedInVain(sessions), ...bare],
          at: failures[0]?.seen.at,
          fix: mend(view, runs, exact),
        },
      ];
    }),
};

/** `3100 passes, 3101 does not`, for each edge from below. */
function edgesInWords(runs: readonly PortRun[]): string {
  const edges = runs.slice(1).map((run, index) => {
    const before = runs[index]?.last ?? 0;
    return run.passes
      ? `${before} does not pass, ${run.first} passes`
      : `${before} passes, ${run.first} does not`;
  });
  return listedEdges(edges);
}

function listedEdges(edges: readonly string[]): string {
  return edges.length <= 4
    ? edges.join('; ')
    : `${edges.slice(0, 4).join('; ')} and ${edges.length - 4} edges more`;
}

/** How sure samples are that there is no second window. */
function confidence(samples: number): string {
  const missed = Math.round(100 * 0.9 ** samples);
  return `Of another gap, a tenth of the range wide, ${samples} samples see nothing in ${missed < 1 ? 'less than 1' : missed} of 100 cases.`;
}

/** Open what is missing, or make the server’s range as small as the firewall’s. */
function mend(view: EvidenceView, runs: readonly PortRun[], exact: boolean): FindingFix {
  const range = view.config?.passiveRange();
  const block = widest(runs);
  const low = Math.min(runs[0]?.first ?? block.first, range?.low ?? 65535);
  const high = Math.max(runs.at(-1)?.last ?? block.last, range?.high ?? 0);
  const missing = missingPorts(runs, low, high);
  const whole =
    range !== undefined && range.size <= WIDE ? '' : ' (the ports seen; the server’s range may be wider)';
  const spans = missing.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return {
    text: `Open the missing ports ${spans.join(' and ')}${whole} on the firewall and every NAT in between, or ${exact ? 'set' : 'find the firewall’s own range and set'} pasv_min_port and pasv_max_port to what it passes.`,
    config: exact
      ? {
          ...(low < block.first ? { pasv_min_port: `${block.first}` } : {}),
          ...(high > block.last ? { pasv_max_port: `${block.last}` } : {}),
        }
      : null,
    commands: missing.flatMap(([first, last]) => openPorts(first, last)),
  };
}

/** The block of open ports that a server would be given; the caller knows that there is one. */
function widest(runs: readonly PortRun[]): PortRun {
  const [first, ...rest] = runs.filter(({ passes }) => passes);
  const size = (run: PortRun): number => run.last - run.first;
  return rest.reduce((best, run) => (size(run) > size(best) ? run : best), first ?? NO_RUN);
}

const NO_RUN: PortRun = { passes: true, first: 0, last: 0, tried: 0 };

/** What lies between the blocks of open ports, and from the outer ones to the ends of the range. */
function missingPorts(
  runs: readonly PortRun[],
  low: number,
  high: number,
): readonly (readonly [first: number, last: number])[] {
  const blocks = runs.filter(({ passes }) => passes);
  const [first, last] = [runs[0], runs.at(-1)];
  const missing: (readonly [number, number])[] = [];
  // Beyond an open end nothing was tried: the firewall may pass it.
  let from = first?.passes === true ? null : low;
  for (const block of blocks) {
    if (from !== null) missing.push([from, block.first - 1]);
    from = block.last + 1;
  }
  if (last?.passes === false && from !== null) missing.push([from, high]);
  return missing;
}

const node: Check = {
  id: 'DATA-LB-NODE',
  title: 'Data connections land on another node now and then',
  severity: 'error',
  cause: 'network',
  means:
    'Transfers fail at random: a balancer sends the data connection to a node that does not wait for it.',
  decides: 'Of many passive ports some are refused and some open, mixed without order.',
  spares: 'One block of open ports (DATA-WINDOW).',
  fix: 'Make the balancer pin a client to one node for all ports (source address affinity), or give each node its own passive range and address.',
  find: (view, explained) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const tried = portsTried(view, sessions, explained);
      const { open, closed, failures } = tried;
      const refusals = failures.filter(({ outcome }) => outcome === 'refused');
      if (open.length < 2 || closed.length < 2 || windows(tried) || refusals.length < failures.length)
        return [];
      const evidence = `${open.length} ports open, ${closed.length} refused, mixed: open ${listed(open, 4)}; refused ${listed(closed, 4)}.`;
      return [
        {
          evidence,
          about: refusals.map(({ seen }) => seen),
          // What another node has accepted never arrives either.
          covers: waitedInVain(sessions),
          at: refusals[0]?.seen.at,
        },
      ];
    }),
};

/** The words of a server that nobody connected to. */
function waitedInVain(sessions: readonly Session[]): readonly object[] {
  return sessions.flatMap(({ attempts: all }) =>
    all.flatMap(({ final }) => (final?.code === 425 ? [final] : [])),
  );
}

/** Retransmitted SYNs go out 1 s and 3 s after the first. */
function isRetransmitted(ms: number, rtt: number): boolean {
  return [1000, 3000].some((wait) => ms >= wait - 50 && ms < wait + 4 * rtt + 300);
}

/** Fewer late connects, or a smaller share of all, is what an ordinary line does. */
const MIN_LATE = 2;
const LATE_SHARE = 4;

const lossy: Check = {
  id: 'DATA-LOSSY',
  title: 'Connection attempts get lost on the way',
  severity: 'warning',
  cause: 'network',
  means: 'Transfers start late or fail now and then.',
  decides:
    'Data connections that take about one or three seconds more than the round trip, or ports that are silent and open without order.',
  spares: 'A few late connects among many: on a line that loses one packet in a hundred that is usual.',
  fix: 'Look for a rate limit on new connections (hashlimit, limit, SYN flood protection) in the firewall, then for packet loss.',
  find: (view, explained) => {
    const rtt = Math.min(roundTrip(view) ?? 500, 500);
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
      return [
        {
          evidence: `${late.length} of ${answered.length} data connections took ${duration(late[0]?.durationMs ?? 0)} or so, with a round trip of ${duration(rtt)}.`,
          // Where repeated attempts get through late, some get through too late; one block of them is a window.
          covers: silent,
          ...(silent.length > answered.length ? { severity: 'error' } : {}),
          at: late[0]?.at,
        },
      ];
    return byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const tried = portsTried(view, sessions, explained);
      const { open, closed, failures } = tried;
      if (
        open.length < 2 ||
        closed.length < 2 ||
        windows(tried) ||
        failures.some(({ outcome }) => outcome !== 'timeout')
      )
        return [];
      return [
        {
          evidence: `${open.length} ports open, ${closed.length} silent, mixed: open ${listed(open, 4)}; silent ${listed(closed, 4)}.`,
          about: failures.map(({ seen }) => seen),
          at: failures[0]?.seen.at,
        },
      ];
    });
  },
};

function silentDials(view: EvidenceView): readonly object[] {
  return attempts(view).flatMap(({ it }) => it.connects.filter(({ outcome }) => outcome === 'timeout'));
}

/** What many samples show that one cannot. */
export const DATA_WINDOW: readonly Check[] = [dataWindow, node, lossy];
