import type { Check, CheckReport, EvidenceView, PortRun, ReportFix } from '../support/index.js';
import { byServer, isExact, listed, passingRuns, portsTried, waitedInVain } from '../support/index.js';
import { opening, RANGE_ADVICE, WIDE } from '../support/index.js';

export const dataWindow: Check = {
  id: 'DATA-WINDOW',
  title: 'Only part of the passive range is let through',
  severity: 'error',
  cause: 'server-firewall',
  means: 'Transfers work or hang at random, depending on the port the server picks.',
  decides:
    'Several passive ports of one server answer and several do not, and the ports that answer form one block. Where blocked ports are silent, connects to the ports between them show each edge.',
  spares: 'A mixture without a block (DATA-LB-NODE, DATA-LOSSY); single failures.',
  fix: 'Give firewall and server the same range.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'data-connection', place: 60 },
  judgedAt: { phase: 'data-connection', place: 90 },
  advice: RANGE_ADVICE,
  find: (view, explained) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const tried = portsTried(view, sessions, explained);
      const runs = passingRuns(tried);
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
function mend(view: EvidenceView, runs: readonly PortRun[], exact: boolean): ReportFix {
  const range = view.config?.passiveRange();
  const block = widest(runs);
  const low = Math.min(runs[0]?.first ?? block.first, range?.low ?? 65535);
  const high = Math.max(runs.at(-1)?.last ?? block.last, range?.high ?? 0);
  const missing = missingPorts(runs, low, high);
  const whole =
    range !== undefined && range.size <= WIDE ? '' : ' (the ports seen; the server’s range may be wider)';
  const spans = missing.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return {
    isGeneral: true,
    text: `Open the missing ports ${spans.join(' and ')}${whole} on the firewall and every NAT in between, or ${exact ? 'set' : 'find the firewall’s own range and set'} pasv_min_port and pasv_max_port to what it passes.`,
    config: exact
      ? {
          ...(low < block.first ? { pasv_min_port: `${block.first}` } : {}),
          ...(high > block.last ? { pasv_max_port: `${block.last}` } : {}),
        }
      : null,
    ...opening(view, missing),
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
