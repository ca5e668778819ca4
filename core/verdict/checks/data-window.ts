import { isGiven } from '../given.js';
import { openPorts } from '../../firewall/commands.js';
import { dialFailures, isPassive, opened, type DialFailure } from '../attempt.js';
import type { Check, Report } from '../check.js';
import type { FindingFix } from '../finding.js';
import { listed } from '../quote.js';
import { attempts, byServer, type Scene } from '../scene.js';

/** What became of the passive ports of one server. */
interface Sampled {
  readonly open: readonly number[];
  readonly closed: readonly number[];
  readonly failures: readonly DialFailure[];
}

function sampled(scene: Scene, explained: (seen: object) => boolean): Sampled {
  const open = new Set<number>();
  const failures: DialFailure[] = [];
  for (const { it } of attempts(scene)) {
    if (!isPassive(it)) continue;
    for (const connect of it.connects)
      if (connect.outcome === 'open' && connect.port !== null) open.add(connect.port);
    if (it.connects.length === 0 && opened(it) && isGiven(it.endpoint?.port)) open.add(it.endpoint.port);
    failures.push(
      ...dialFailures(it).filter(
        (f) =>
          !explained(f.seen) &&
          (f.outcome === 'timeout' || f.outcome === 'refused' || f.outcome === 'unreachable'),
      ),
    );
  }
  const closed = new Set(failures.flatMap(({ port }) => (port === null || open.has(port) ? [] : [port])));
  const up = (a: number, b: number): number => a - b;
  return { open: [...open].sort(up), closed: [...closed].sort(up), failures };
}

/** The open ports form one block: no closed port lies between two of them. */
function window(open: readonly number[], closed: readonly number[]): { low: number; high: number } | null {
  const low = open[0];
  const high = open[open.length - 1];
  if (low === undefined || high === undefined || open.length < 2 || closed.length < 2) return null;
  return closed.some((port) => port > low && port < high) ? null : { low, high };
}

const dataWindow: Check = {
  id: 'DATA-WINDOW',
  title: 'Only part of the passive range is let through',
  severity: 'error',
  cause: 'server-firewall',
  means: 'Transfers work or hang by chance, depending on the port the server draws.',
  decides:
    'Several passive ports of one server answer and several do not, and the ports that answer form one block.',
  spares: 'A mixture without a block (DATA-LB-NODE, DATA-LOSSY); single failures.',
  fix: 'Give firewall and server the same range.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (scene, explained) =>
    byServer(scene).flatMap((sessions): readonly Report[] => {
      const { open, closed, failures } = sampled({ ...scene, sessions }, explained);
      const block = window(open, closed);
      if (!block) return [];
      const below = closed.filter((port) => port < block.low).at(-1);
      const above = closed.find((port) => port > block.high);
      const edges = [
        ...(below === undefined ? [] : [`${below} does not pass, ${block.low} passes`]),
        ...(above === undefined ? [] : [`${block.high} passes, ${above} does not`]),
      ];
      const isExact =
        (below === undefined || below === block.low - 1) && (above === undefined || above === block.high + 1);
      const silent = failures.some(({ outcome }) => outcome === 'timeout');
      const evidence = `${edges.join('; ')}${isExact ? '' : ' (samples: the edge lies in between)'}. ${open.length} ports open, ${closed.length} ${silent ? 'silent' : 'refused'}: ${listed(closed, 4)}.`;
      const fix = mend(scene, block, closed, isExact);
      const at = failures[0]?.seen.at;
      const about = failures.map(({ seen }) => seen);
      const finals = sessions.flatMap((s) =>
        s.attempts.flatMap((a) => (a.final?.code === 425 ? [a.final] : [])),
      );
      return [{ evidence, about, covers: finals, at, fix }];
    }),
};

/** Open what is missing, or make the server’s range as small as the firewall’s. */
function mend(
  scene: Scene,
  block: { low: number; high: number },
  closed: readonly number[],
  isExact: boolean,
): FindingFix {
  const range = scene.config?.passiveRange();
  const low = Math.min(block.low, closed[0] ?? block.low, range?.low ?? 65535);
  const high = Math.max(block.high, closed.at(-1) ?? block.high, range?.high ?? 0);
  const above = high > block.high;
  const below = low < block.low;
  const whole =
    range !== undefined && range.size <= 16384 ? '' : ' (the ports seen; the server’s range may be wider)';
  const missing = [
    ...(below ? [`${low}-${block.low - 1}`] : []),
    ...(above ? [`${block.high + 1}-${high}`] : []),
  ].join(' and ');
  const commands = [
    ...(below ? openPorts(low, block.low - 1) : []),
    ...(above ? openPorts(block.high + 1, high) : []),
  ];
  return {
    text: `Open the missing ports ${missing}${whole} on the firewall and every NAT in between, or ${isExact ? 'set' : 'find the firewall’s own range and set'} pasv_min_port and pasv_max_port to what it passes.`,
    config: isExact
      ? {
          ...(below ? { pasv_min_port: `${block.low}` } : {}),
          ...(above ? { pasv_max_port: `${block.high}` } : {}),
        }
      : null,
    commands,
  };
}

const node: Check = {
  id: 'DATA-LB-NODE',
  title: 'Data connections land on another node now and then',
  severity: 'warning',
  cause: 'network',
  means:
    'Transfers fail at random: a balancer sends the data connection to a node that does not wait for it.',
  decides: 'Of many passive ports some are refused and some open, mixed without order.',
  spares: 'One block of open ports (DATA-WINDOW).',
  fix: 'Make the balancer pin a client to one node for all ports (source address affinity), or give each node its own passive range and address.',
  find: (scene, explained) =>
    byServer(scene).flatMap((sessions): readonly Report[] => {
      const { open, closed, failures } = sampled({ ...scene, sessions }, explained);
      const refusals = failures.filter(({ outcome }) => outcome === 'refused');
      if (open.length < 2 || closed.length < 2 || window(open, closed) || refusals.length < failures.length)
        return [];
      const evidence = `${open.length} ports open, ${closed.length} refused, mixed: open ${listed(open, 4)}; refused ${listed(closed, 4)}.`;
      return [{ evidence, about: refusals.map(({ seen }) => seen), at: refusals[0]?.seen.at }];
    }),
};

/** Retransmitted SYNs go out 1 s and 3 s after the first. */
function isRetransmitted(ms: number, rtt: number): boolean {
  return [1000, 3000].some((wait) => ms >= wait - 50 && ms < wait + 4 * rtt + 300);
}

const lossy: Check = {
  id: 'DATA-LOSSY',
  title: 'Connection attempts get lost on the way',
  severity: 'warning',
  cause: 'network',
  means: 'Transfers start late or fail now and then.',
  decides:
    'Data connections that take about one or three seconds more than the round trip, or ports that are silent and open without order.',
  spares: 'One late connect: packets do get lost.',
  fix: 'Look for a rate limit on new connections (hashlimit, limit, SYN flood protection) in the firewall, then for packet loss.',
  find: (scene, explained) => {
    const rtt = Math.min(
      ...scene.sessions.flatMap((s) =>
        s.connects.flatMap((c) => (c.outcome === 'open' && c.durationMs !== undefined ? [c.durationMs] : [])),
      ),
      500,
    );
    const late = attempts(scene).flatMap(({ it }) =>
      it.connects.filter((c) => c.outcome === 'open' && isRetransmitted(c.durationMs ?? 0, rtt)),
    );
    if (late.length >= 2)
      return [
        {
          evidence: `${late.length} data connections took ${late[0]?.durationMs ?? 0} ms or so, with a round trip of ${rtt} ms.`,
          at: late[0]?.at,
        },
      ];
    return byServer(scene).flatMap((sessions): readonly Report[] => {
      const { open, closed, failures } = sampled({ ...scene, sessions }, explained);
      if (
        open.length < 2 ||
        closed.length < 2 ||
        window(open, closed) ||
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

/** What many samples show that one cannot. */
export const DATA_WINDOW: readonly Check[] = [dataWindow, node, lossy];
