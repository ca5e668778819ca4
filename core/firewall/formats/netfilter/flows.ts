import type { Flow } from './match.js';
import type { Answer, Step } from './rules.js';

const DOUBT = { yes: 0, some: 1, unknown: 2 } as const;

/** With the doubt that an answer brings, if it has not a greater one already. */
export function doubt(flow: Flow, { match, why }: Answer): Flow {
  if (match === 'yes' || match === 'no') return flow;
  if (DOUBT[match] <= DOUBT[flow.certainty]) return flow;
  return { ...flow, certainty: match, ...(why === undefined ? {} : { why }) };
}

/** Where flows are collected. */
export interface Flows {
  add(flow: Flow): void;
}

/** Reasons for the same doubt that are told apart. */
const REASONS = 6;
/** Above so many flows, the ones of a kind are looked up rather than searched. */
const SEARCHED = 8;

/**
 * Flows of which no two of the same kind have a port in common: what only may have been taken another way and then
 * goes on as it was is there already, with fewer doubts.
 */
export class FlowList implements Flows, Iterable<Flow> {
  private readonly flows: Flow[] = [];
  /** By kind, where they are in `flows`. */
  private index: Map<string, number[]> | undefined;

  get size(): number {
    return this.flows.length;
  }

  [Symbol.iterator](): Iterator<Flow> {
    return this.flows[Symbol.iterator]();
  }

  addAll(flows: Iterable<Flow>): void {
    for (const flow of flows) this.add(flow);
  }

  add(flow: Flow): void {
    if (flow.ports.empty) return;
    const alike = this.alike(flow);
    const mine = DOUBT[flow.certainty];
    const joined = this.partner(flow, alike);
    let { ports } = flow;
    for (const i of alike) {
      const other = this.flows[i];
      if (!other || i === joined) continue;
      if (DOUBT[other.certainty] <= mine) ports = ports.minus(other.ports);
      else this.flows[i] = { ...other, ports: other.ports.minus(ports) };
      if (ports.empty) return;
    }
    const other = joined === undefined ? undefined : this.flows[joined];
    if (joined !== undefined && other) {
      this.flows[joined] = { ...other, ports: other.ports.or(ports) };
      return;
    }
    if (this.index) {
      if (alike.length > 0) alike.push(this.flows.length);
      else this.index.set(kindOf(flow), [this.flows.length]);
    }
    this.flows.push(ports === flow.ports ? flow : { ...flow, ports });
  }

  /** The one that it becomes a part of: as sure, and for the same reason unless there are many. */
  private partner(flow: Flow, alike: readonly number[]): number | undefined {
    const equal = alike.filter((i) => this.flows[i]?.certainty === flow.certainty);
    const same = equal.find((i) => this.flows[i]?.why === flow.why);
    return same ?? (equal.length < REASONS ? undefined : equal[0]);
  }

  /** Where those of the same kind are; with an index, the list in it. */
  private alike(flow: Flow): number[] {
    if (this.flows.length > SEARCHED) {
      this.index ??= this.indexed();
      return this.index.get(kindOf(flow)) ?? [];
    }
    const found: number[] = [];
    this.flows.forEach((other, i) => {
      if (isAlike(other, flow)) found.push(i);
    });
    return found;
  }

  private indexed(): Map<string, number[]> {
    const index = new Map<string, number[]>();
    this.flows.forEach((flow, i) => {
      const kind = kindOf(flow);
      const same = index.get(kind);
      if (same) same.push(i);
      else index.set(kind, [i]);
    });
    return index;
  }
}

/** The same text for what `isAlike` takes for alike. */
function kindOf(flow: Flow): string {
  const { shift, gathered, host, to, mark, connectionMark, state, translated, changed, away } = flow;
  const flags = (translated ? 1 : 0) + (changed ? 2 : 0) + (away ? 4 : 0);
  return `${shift} ${gathered} ${to?.low} ${to?.high} ${mark} ${connectionMark} ${state} ${flags} ${host}`;
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
