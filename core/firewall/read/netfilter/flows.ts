import type { Flow } from './match.js';
import type { Answer, Step } from './rules.js';

const DOUBT = ['yes', 'some', 'unknown'] as const;

/** With the doubt that an answer brings, if it has not a greater one already. */
export function doubt(flow: Flow, { match, why }: Answer): Flow {
  if (match === 'yes' || match === 'no') return flow;
  if (DOUBT.indexOf(match) <= DOUBT.indexOf(flow.certainty)) return flow;
  return { ...flow, certainty: match, ...(why === undefined ? {} : { why }) };
}

/**
 * Puts a flow into a list in which no two of the same kind have a port in common: what only may have been taken
 * another way and then goes on as it was is there already, with fewer doubts.
 */
export function addFlow(list: Flow[], flow: Flow): void {
  let { ports } = flow;
  for (let i = 0; i < list.length && !ports.empty; i++) {
    const other = list[i];
    if (!other || !isAlike(other, flow)) continue;
    const [mine, its] = [DOUBT.indexOf(flow.certainty), DOUBT.indexOf(other.certainty)];
    if (mine === its) {
      list[i] = { ...other, ports: other.ports.or(ports) };
      return;
    }
    if (its < mine) ports = ports.minus(other.ports);
    else list[i] = { ...other, ports: other.ports.minus(ports) };
  }
  if (!ports.empty) list.push(ports === flow.ports ? flow : { ...flow, ports });
}

function isAlike(a: Flow, b: Flow): boolean {
  return (
    a.shift === b.shift &&
    a.gathered === b.gathered &&
    a.host === b.host &&
    a.to?.low === b.to?.low &&
    a.to?.high === b.to?.high &&
    a.mark === b.mark &&
    a.connectionMark === b.connectionMark &&
    a.state === b.state &&
    a.translated === b.translated &&
    a.changed === b.changed &&
    a.away === b.away
  );
}

type MarkStep = Extract<Step, { kind: 'mark' | 'copyMark' }>;

/** With a mark set or copied; marks of a connection need one. */
export function marked(flow: Flow, step: MarkStep, connected: boolean): Flow {
  if (step.kind === 'mark') {
    if (step.of === 'packet') return { ...flow, mark: changed(flow.mark, step.value, step.mask) };
    return connected
      ? { ...flow, connectionMark: changed(flow.connectionMark, step.value, step.mask) }
      : flow;
  }
  if (!connected) return flow;
  const [old, other] =
    step.to === 'packet' ? [flow.mark, flow.connectionMark] : [flow.connectionMark, flow.mark];
  const mark = changed(old, other === null ? null : (other & step.fromMask) >>> 0, step.mask);
  return step.to === 'packet' ? { ...flow, mark } : { ...flow, connectionMark: mark };
}

function changed(old: number | null, value: number | null, mask: number): number | null {
  if (value === null) return null;
  if (mask === 0xffff_ffff) return value;
  return old === null ? null : ((old & ~mask) ^ value) >>> 0;
}
