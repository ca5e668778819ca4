import { doubt, type Flows } from './flows.js';
import { testPort, testWhole, type Flow, type Situation } from './match.js';
import type { Condition, Step } from './rules.js';

/** Takes flows that are elsewhere already. */
export const NOWHERE: Flows = {
  add() {
    // They are known.
  },
};

/** What flows make of a condition. */
interface Matched {
  /** What may match. */
  readonly matched: readonly Flow[];
  /** All of them may go on past the rule as well. */
  readonly allGoOn: boolean;
}

/** Cuts flows by a condition: what may match is handed back, what may not goes to `rest`. */
export function matching(
  condition: Condition,
  flows: readonly Flow[],
  situation: Situation,
  rest: Flows,
): Matched {
  const matched: Flow[] = [];
  let allGoOn = true;
  for (const flow of flows) {
    if (condition.kind === 'port') {
      allGoOn = false;
      for (const { ports, answer } of testPort(condition, flow, situation, rest !== NOWHERE)) {
        if (ports.empty) continue;
        const part = ports === flow.ports ? flow : { ...flow, ports };
        if (answer.match !== 'yes') rest.add(part);
        if (answer.match !== 'no') matched.push(doubt(part, answer));
      }
      continue;
    }
    const answer = testWhole(condition, flow, situation);
    if (answer.match === 'yes') allGoOn = false;
    else rest.add(flow);
    if (answer.match !== 'no') matched.push(doubt(flow, answer));
  }
  return { matched, allGoOn };
}

/** Whether the rule is surely about other packets, by what costs least to ask. */
export function isExcluded(steps: readonly Step[], flow: Flow, situation: Situation): boolean {
  for (const step of steps) {
    if (step.kind !== 'match') return false;
    const { condition } = step;
    const isCheap = condition.kind === 'state' || condition.kind === 'family' || condition.kind === 'fixed';
    if (isCheap && testWhole(condition, flow, situation).match === 'no') return true;
  }
  return false;
}
