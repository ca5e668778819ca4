import type { PortStatus, PortRun, PortRange, TextSpan } from '../reading.js';
import { PortOwners, runsOf } from './port-owners.js';
import { isShut, joinAlike } from './port-runs.js';

/** How one packet may end. */
export interface PortOutcome {
  readonly status: 'open' | 'dropped' | 'rejected' | 'unknown';
  /** Whether all packets to the port end so, as far as the way there goes. */
  readonly certainty: 'yes' | 'some' | 'unknown';
  readonly why?: string;
  readonly at?: TextSpan;
  readonly innerLow?: number;
  /** All ports lead to that one. */
  readonly gathered?: boolean;
  readonly innerHost?: string;
}

const STATUSES = ['open', 'rejected', 'dropped', 'unknown'] as const;
const CERTAINTIES = ['yes', 'some', 'unknown'] as const;

/** `low` is the port that `innerLow` belongs to. */
interface NotedOutcome {
  readonly outcome: PortOutcome;
  readonly low: number;
}

/** Collects, port by port, every way in which a packet may end; the first of each kind counts. */
export class PortOutcomes {
  private readonly outcomes: NotedOutcome[] = [];
  private readonly layers = new Map<string, PortOwners>();

  addAll(ranges: readonly PortRange[], outcome: PortOutcome, low: number): void {
    const key = `${outcome.status} ${outcome.certainty}`;
    let layer = this.layers.get(key);
    if (!layer) this.layers.set(key, (layer = new PortOwners()));
    let claimed = false;
    for (const range of ranges) claimed = layer.claim(range, this.outcomes.length + 1) || claimed;
    if (claimed) this.outcomes.push({ outcome, low });
  }

  /** All ports, each with its status. */
  runs(): readonly PortRun[] {
    const layers = STATUSES.map((status) =>
      CERTAINTIES.flatMap((certainty) => this.layers.get(`${status} ${certainty}`) ?? []),
    );
    return joinAlike(runsOf(layers.flat()).map((ports) => this.run(ports, layers)));
  }

  private run(ports: PortRange, layers: readonly (readonly PortOwners[])[]): PortRun {
    const all: NotedOutcome[] = [];
    const some: NotedOutcome[] = [];
    for (const kinds of layers) {
      let isSurest = true;
      for (const layer of kinds) {
        const noted = this.outcomes[layer.at(ports.low) - 1];
        if (!noted) continue;
        all.push(noted);
        // Of outcomes with one status the surest.
        if (isSurest) some.push(noted);
        isSurest = false;
      }
    }
    const { status, why } = decide(
      some.map((each) => each.outcome),
      all.map((each) => each.outcome),
    );
    // Points at the rule that lets some through, else at the one that leaves it open.
    const shut =
      some.every((each) => isShut(each.outcome.status)) &&
      some.find((each) => each.outcome.certainty === 'yes');
    const chosen = shut || (some.find((each) => each.outcome.at) ?? some[0]);
    if (!chosen) return { ports, status: 'unknown' };
    const { outcome } = chosen;
    const doubtful =
      status === 'unknown' ? all.find((each) => isDoubtful(each.outcome) && each.outcome.at) : undefined;
    const at = doubtful?.outcome.at ?? outcome.at;
    return {
      ports,
      status,
      ...innerOf(ports, chosen),
      ...(outcome.innerHost === undefined ? {} : { innerHost: outcome.innerHost }),
      ...(at ? { at } : {}),
      ...(why === undefined || status === 'open' || status === 'dropped' || status === 'rejected'
        ? {}
        : { why }),
    };
  }
}

function innerOf(
  { low, high }: PortRange,
  { outcome, low: first }: NotedOutcome,
): Pick<PortRun, 'innerLow' | 'gathered'> {
  if (outcome.innerLow === undefined) return {};
  if (outcome.gathered !== true) return { innerLow: outcome.innerLow + low - first };
  return { innerLow: outcome.innerLow, ...(high > low ? { gathered: true } : {}) };
}

function isDoubtful({ status, certainty }: PortOutcome): boolean {
  return status === 'unknown' || certainty === 'unknown';
}

/** Where all outcomes are alike, that is the status, whatever their way. */
function decide(
  kinds: readonly PortOutcome[],
  all: readonly PortOutcome[],
): { status: PortStatus; why: string | undefined } {
  const [first] = kinds;
  const doubt = all.find(isDoubtful);
  if (!first) return { status: 'unknown', why: undefined };
  if (kinds.length === 1) return { status: first.status, why: first.why };
  if (doubt) return { status: 'unknown', why: doubt.why };
  // Silence or an answer: either way no client gets in.
  if (kinds.every((each) => isShut(each.status))) {
    const sure = kinds.find(({ certainty }) => certainty === 'yes') ?? first;
    return { status: sure.status, why: undefined };
  }
  return { status: 'some', why: whoGetsIn(all) };
}

/** In the words of what lets some in, else of what keeps the others out. */
function whoGetsIn(all: readonly PortOutcome[]): string | undefined {
  const open = all.find(({ status, why }) => status === 'open' && why !== undefined)?.why;
  if (open !== undefined) return open;
  const shut = all.find(({ why }) => why !== undefined)?.why;
  if (shut?.startsWith('not ') === true) return shut.slice(4);
  return shut !== undefined && /^(?:from|to|by|out by) /.test(shut) ? `not ${shut}` : shut;
}
