import type { PortRange, TextSpan } from '../../reading.js';
import { addressOf, holds, isNeverOutside, type AddressRange } from '../support/address-range.js';
import type { PortOutcome, PortOutcomes } from '../../ports/port-outcomes.js';
import { PortOwners, runsOf } from '../../ports/port-owners.js';
import { firstIndex } from '../../ports/port-spans.js';
import { doubt, FlowList, marked } from './flows.js';
import { hasConnection, type Flow, type Situation } from './match.js';
import { isExcluded, matching, NOWHERE } from './matching.js';
import { conditionsOf } from './rules.js';
import type { BaseChain, Chain, Rule, Step, Target, Verdict } from './rules.js';
import { translatePorts } from './translate.js';

/** Rules that are asked about all of a file's questions, each flow by itself, and flows at a time. */
const STEP_LIMIT = 300_000;
const FLOW_LIMIT = 8000;
/** So many runs of ports cost as much as a step. */
const RUNS_PER_STEP = 4096;
/** iptables and nft refuse more than that, and loops. */
const JUMP_DEPTH = 64;
/** NF_IP_PRI_CONNTRACK: where packets enter, connection tracking sees them at that priority. */
const TRACKING = -200;
const TOO_MUCH = 'more rules than can be followed';

/** What several walks through the same rules may cost together. */
export class Effort {
  private steps = 0;

  get spent(): boolean {
    return this.steps > STEP_LIMIT;
  }

  step({ ports }: Flow): void {
    this.steps += 1 + Math.floor(ports.runs / RUNS_PER_STEP);
  }
}

/** Sends packets through chains as the kernel does. What ends on the way is noted on the board. */
export class Walk {
  private accepted = new FlowList();
  private chain: BaseChain | undefined;
  private top: Rule | BaseChain | undefined;
  private acceptedBy = new Deciders();
  private readonly acceptances: Deciders[] = [];
  private readonly translations = new Deciders();
  /** How many ports each rule of a base chain, with the chains it leads to, and each policy has surely stopped. */
  readonly stops = new Map<Rule | BaseChain, number>();

  /** @param isPlaced whether the rules that let something through are asked for */
  constructor(
    private readonly board: PortOutcomes,
    private readonly effort: Effort,
    private readonly isPlaced = true,
  ) {}

  /** One hook: its chains one after the other. What comes back has been accepted by all of them. */
  hook(chains: readonly BaseChain[], flows: readonly Flow[], situation: Situation): readonly Flow[] {
    let left = flows;
    for (const chain of chains) {
      if (!chain.families.includes(situation.family) || left.length === 0) continue;
      left = this.baseChain(chain, left, { ...situation, tracked: isTracked(chain) });
    }
    return left;
  }

  /** What gets through, with the rules that have let it. */
  open(flows: readonly Flow[]): void {
    if (!this.isPlaced) {
      for (const flow of flows) note(this.board, flow, { status: 'open' });
      return;
    }
    const ways = [false, true].map((away) => {
      if (!flows.some((flow) => flow.away === away)) return undefined;
      const deciders = deciding(this.acceptances, this.translations, away);
      return { deciders, edges: deciders.edges() };
    });
    for (const flow of flows) {
      const { deciders, edges } = ways[flow.away ? 1 : 0] ?? NO_RULES;
      const parts = new Map<TextSpan | undefined, PortRange[]>();
      for (const range of cutUp(flow.ports.ranges(), edges)) {
        const at = deciders.at(range.low);
        const part = parts.get(at);
        if (part) part.push(range);
        else parts.set(at, [range]);
      }
      const why = flow.why === undefined ? {} : { why: flow.why };
      for (const [at, ranges] of parts) {
        note(this.board, flow, { status: 'open', ...(at ? { at } : {}), ...why }, ranges);
      }
    }
  }

  /** The rule that has translated a port. */
  translatedAt(flow: Flow): TextSpan | undefined {
    return this.translations.at(flow.ports.ranges()[0]?.low ?? 0);
  }

  private baseChain(chain: BaseChain, flows: readonly Flow[], situation: Situation): readonly Flow[] {
    const asks = (flow: Flow): boolean => !chain.nat || (!flow.translated && flow.state === 'new');
    const passed = flows.filter((flow) => !asks(flow));
    this.accepted = new FlowList();
    this.chain = chain;
    this.acceptedBy = new Deciders();
    if (decidesHere(situation)) this.acceptances.push(this.acceptedBy);
    for (const flow of this.rules(chain, flows.filter(asks), situation, { depth: 0 })) {
      this.top = chain;
      if (chain.policy === 'accept') this.accept(flow);
      else if (chain.policy === 'drop') this.end(flow, 'dropped');
      else this.end(flow, 'unknown', chain.policyAt, 'the policy is not known');
    }
    this.accepted.addAll(passed);
    return [...this.accepted];
  }

  private accept(flow: Flow, at?: TextSpan): void {
    if (this.isPlaced) this.acceptedBy.note(flow, at);
    this.accepted.add(flow);
  }

  /** Flows that come to the chain's end, or return from it. */
  private rules(
    chain: Chain,
    flows: readonly Flow[],
    situation: Situation,
    place: RulePlace,
  ): Iterable<Flow> {
    let left = new FlowList();
    left.addAll(flows);
    const returned = new FlowList();
    for (const rule of chain.rules) {
      if (left.size === 0) break;
      if (place.depth === 0) this.top = rule;
      if (this.effort.spent || left.size + returned.size > FLOW_LIMIT) {
        for (const flow of left) this.end(flow, 'unknown', rule.at, TOO_MUCH);
        return returned;
      }
      const next = new FlowList();
      const task: RuleTask = { rule, situation, next, returned, place, ...namesPorts(rule, place) };
      for (const flow of left) this.rule(task, flow);
      left = next;
    }
    returned.addAll(left);
    return returned;
  }

  private rule(task: RuleTask, flow: Flow): void {
    this.effort.step(flow);
    const { next, situation } = task;
    const { unsure, steps } = task.rule;
    if (isExcluded(steps, flow, situation)) {
      next.add(flow);
      return;
    }
    if (unsure !== undefined) next.add(flow);
    let inside: readonly Flow[] =
      unsure === undefined ? [flow] : [doubt(flow, { match: 'unknown', why: unsure })];
    // Where the whole flow goes on already, its parts with more doubt need not be added.
    let rest = unsure === undefined ? next : NOWHERE;
    for (const step of steps) {
      if (inside.length === 0) return;
      if (step.kind === 'match') {
        const tested = matching(step.condition, inside, situation, rest);
        inside = tested.matched;
        if (tested.allGoOn) rest = NOWHERE;
      } else {
        inside = this.step(task, step, inside);
        rest = next;
      }
    }
    next.addAll(inside);
  }

  /** Those that go on to the next step of the rule. */
  private step(
    task: RuleTask,
    step: Exclude<Step, { kind: 'match' }>,
    flows: readonly Flow[],
  ): readonly Flow[] {
    const { situation } = task;
    switch (step.kind) {
      case 'verdict':
        for (const flow of flows) this.verdict(task, step.verdict, flow);
        return [];
      case 'choose':
        return flows.flatMap((flow) => this.choose(task, step, flow));
      case 'untrack':
        // Too late once connection tracking has seen them.
        return situation.tracked ? flows : flows.map((flow) => ({ ...flow, state: 'untracked' as const }));
      default:
        return flows.map((flow) => marked(flow, step, hasConnection(flow, situation)));
    }
  }

  private choose(
    task: RuleTask,
    { options, otherwise }: Extract<Step, { kind: 'choose' }>,
    flow: Flow,
  ): readonly Flow[] {
    const on = new FlowList();
    let left = new FlowList();
    left.add(flow);
    for (const { when, then } of options) {
      const rest = new FlowList();
      let inside: readonly Flow[] = [...left];
      for (const condition of when) {
        inside = matching(condition, inside, task.situation, rest).matched;
      }
      for (const each of left) this.effort.step(each);
      for (const each of inside) {
        if (then === 'on') on.add(each);
        else if (then === 'end') task.next.add(each);
        else this.verdict(task, then, each);
      }
      left = rest;
      if (left.size === 0) break;
    }
    (otherwise === 'on' ? on : task.next).addAll(left);
    return [...on];
  }

  private verdict(task: RuleTask, verdict: Verdict, flow: Flow): void {
    const { at } = task;
    switch (verdict.kind) {
      case 'masquerade':
      case 'accept':
        this.accept(flow, at);
        return;
      case 'drop':
        this.end(flow, 'dropped', at);
        return;
      case 'reject':
        this.end(flow, 'rejected', at);
        return;
      case 'return':
        task.returned.add(flow);
        return;
      case 'unknown':
        this.end(flow, 'unknown', at, verdict.why);
        return;
      case 'translate':
        this.translate(task, verdict.target, flow);
        return;
      case 'jump':
      case 'goto':
        this.jump(task, verdict, flow);
    }
  }

  private jump(
    { rule, situation, place, at, named, next, returned }: RuleTask,
    { kind, chain: name }: Extract<Verdict, { kind: 'jump' | 'goto' }>,
    flow: Flow,
  ): void {
    const chain = this.chain?.table.get(name);
    if (!chain || place.depth >= JUMP_DEPTH) {
      this.end(flow, 'unknown', rule.at, `the chain ${name}, which is not here`);
      return;
    }
    const inner: RulePlace = { depth: place.depth + 1, ...(named || place.via ? { via: at } : {}) };
    (kind === 'goto' ? returned : next).addAll(this.rules(chain, [flow], situation, inner));
  }

  private translate({ at, situation }: RuleTask, target: Target, flow: Flow): void {
    if (target.unknown !== undefined) {
      this.end(flow, 'unknown', at, target.unknown);
      return;
    }
    const parts = translatePorts(flow, target);
    if (!parts) {
      this.end(flow, 'unknown', at, TOO_MUCH);
      return;
    }
    const to = target.host === null ? flow.to : addressOf(target.host);
    const moved = target.host !== null && !(to && situation.dialled && holds(situation.dialled, to));
    const away = situation.hook === 'prerouting' && isElsewhere(to, target, situation);
    this.translations.note(flow, at);
    for (const part of parts) {
      const changed = moved || part.shift !== flow.shift || part.gathered !== flow.gathered;
      const host = target.host ?? flow.host;
      this.accepted.add({ ...part, to, host, translated: true, changed, away });
    }
  }

  private end(
    flow: Flow,
    status: 'dropped' | 'rejected' | 'unknown',
    at?: TextSpan,
    why: string | undefined = flow.why,
  ): void {
    if (this.top && status !== 'unknown' && flow.certainty === 'yes') {
      this.stops.set(this.top, (this.stops.get(this.top) ?? 0) + flow.ports.count);
    }
    note(this.board, flow, { status, ...(why === undefined ? {} : { why }), ...(at ? { at } : {}) });
  }
}

/** Jump depth, and the calling rule that matched on ports. */
interface RulePlace {
  readonly depth: number;
  readonly via?: TextSpan;
}

/** One rule, asked about several flows. */
interface RuleTask {
  readonly rule: Rule;
  readonly situation: Situation;
  readonly place: RulePlace;
  /** Where flows go that do not match, or go on. */
  readonly next: FlowList;
  readonly returned: FlowList;
  /** Whether it names ports, and the rule to point at: the one that does. */
  readonly named: boolean;
  readonly at: TextSpan;
}

/** Whether a rule names ports, for those that have been asked. */
const NAMED = new WeakMap<Rule, boolean>();

function namesPorts(rule: Rule, place: RulePlace): Pick<RuleTask, 'named' | 'at'> {
  let named = NAMED.get(rule);
  if (named === undefined) {
    named = conditionsOf(rule).some((condition) => condition.kind === 'port');
    NAMED.set(rule, named);
  }
  return { named, at: named ? rule.at : (place.via ?? rule.at) };
}

/** Which rule has decided about a port, in one chain: the first of the surest. */
class Deciders {
  private readonly layers = { yes: new PortOwners(), some: new PortOwners(), unknown: new PortOwners() };
  private readonly rules: (TextSpan | undefined)[] = [];

  note({ ports, certainty }: Flow, at: TextSpan | undefined): void {
    this.rules.push(at);
    for (const range of ports.ranges()) this.layers[certainty].claim(range, this.rules.length);
  }

  at(port: number): TextSpan | undefined {
    const { yes, some, unknown } = this.layers;
    return this.rules[(yes.at(port) || some.at(port) || unknown.at(port)) - 1];
  }

  /** The rules of another chain, for the ports that none has decided about so far. */
  addRules(other: Deciders): void {
    if (other.rules.length === 0) return;
    for (const ports of runsOf(Object.values(other.layers))) {
      const at = other.at(ports.low);
      if (at && this.layers.yes.claim(ports, this.rules.length + 1)) this.rules.push(at);
    }
  }

  /** Ports at which another rule may begin to decide, ascending. */
  edges(): readonly number[] {
    return [...new Set(Object.values(this.layers).flatMap(({ edges }) => edges))].sort((a, b) => a - b);
  }
}

/** Translation decides for what goes away, otherwise the last chain in which a rule does. */
function deciding(acceptances: readonly Deciders[], translations: Deciders, away: boolean): Deciders {
  const merged = new Deciders();
  const order = away ? [translations, ...acceptances] : [...[...acceptances].reverse(), translations];
  for (const each of order) merged.addRules(each);
  return merged;
}

const NO_RULES = { deciders: new Deciders(), edges: [] } as const;

/** Ranges in pieces, a new one from each cut on; both ascend. */
function cutUp(ranges: readonly PortRange[], cuts: readonly number[]): readonly PortRange[] {
  const pieces: PortRange[] = [];
  const first = ranges[0]?.low ?? 0;
  let i = firstIndex(cuts.length, (index) => (cuts[index] ?? 0) > first);
  for (const { low, high } of ranges) {
    while (i < cuts.length && (cuts[i] ?? 0) <= low) i++;
    let from = low;
    for (let cut = cuts[i]; cut !== undefined && cut <= high; cut = cuts[++i]) {
      pieces.push({ low: from, high: cut - 1 });
      from = cut;
    }
    pieces.push({ low: from, high });
  }
  return pieces;
}

/** Notes how a flow, or these ports of it, ends, with the ports and the machine that it is translated to. */
export function note(
  board: PortOutcomes,
  flow: Flow,
  how: Pick<PortOutcome, 'status' | 'at' | 'why'>,
  ranges: readonly PortRange[] = flow.ports.ranges(),
): void {
  const { certainty, away, host, shift, gathered } = flow;
  const low = ranges[0]?.low ?? 0;
  const tells = gathered !== null || host !== null || shift !== 0;
  const ending: PortOutcome = {
    ...how,
    certainty,
    ...(tells ? { innerLow: gathered ?? low + shift } : {}),
    ...(gathered === null ? {} : { gathered: true }),
    ...(away && host !== null ? { innerHost: host } : {}),
  };
  board.addAll(ranges, ending, low);
}

function isTracked({ hook, priority }: BaseChain): boolean {
  return (hook !== 'prerouting' && hook !== 'output') || priority > TRACKING;
}

/** Accepting before the routing decision only lets packets on. */
function decidesHere({ hook }: Situation): boolean {
  return hook === 'input' || hook === 'forward' || hook === 'output';
}

function isElsewhere(to: AddressRange | null, { host }: Target, { dialled }: Situation): boolean {
  if (host === null) return false;
  return !to || !(isNeverOutside(to) || (dialled !== null && holds(dialled, to)));
}
