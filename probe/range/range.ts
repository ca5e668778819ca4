import type { PortSpan, ProbeRange } from '../types.js';

export type PortState = 'open' | 'silent' | 'refused';

/** Ports of one state that follow each other. */
export interface PortRun {
  readonly state: PortState;
  readonly first: number;
  readonly last: number;
}

/** The ports in order, neighbours of one state joined; ports between them are taken to be like both. */
export function runsOf(states: ReadonlyMap<number, PortState>): readonly PortRun[] {
  const runs: { state: PortState; first: number; last: number }[] = [];
  for (const [port, state] of [...states].sort(([a], [b]) => a - b)) {
    const current = runs.at(-1);
    if (current?.state === state) current.last = port;
    else runs.push({ state, first: port, last: port });
  }
  return runs;
}

/** @param exact every edge is known to the port */
export function rangeOf(states: ReadonlyMap<number, PortState>, exact = false): ProbeRange | null {
  const runs = runsOf(states);
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last) return null;
  const spans = (wanted: PortState): PortSpan[] =>
    runs.filter(({ state }) => state === wanted).map((run) => [run.first, run.last]);
  return {
    seen: [first.first, last.last],
    open: spans('open'),
    silent: spans('silent'),
    refused: spans('refused'),
    exact,
  };
}

/** Whether a port lies in a stretch of one state, its ends included. */
export function isIn(spans: readonly PortSpan[], port: number): boolean {
  return spans.some(([first, last]) => port >= first && port <= last);
}

/** `3001-3100 and 3201`; at most four of them. */
export function spansInWords(spans: readonly PortSpan[]): string {
  const words = spans
    .slice(0, 4)
    .map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
  if (spans.length > 4) words.push(`${spans.length - 4} more`);
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}
