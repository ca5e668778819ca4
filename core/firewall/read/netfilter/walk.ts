import type { PortRange, TextSpan } from '../../reading.js';
import { addressOf, holds, isNeverOutside, type AddressRange } from '../address-range.js';
import type { Ending, FateBoard } from '../fate-board.js';
import { hasConnection, test, type Flow, type Situation } from './match.js';
import { conditionsOf } from './rules.js';
import type { Answer, BaseChain, Chain, Condition, Rule, Step, Target, Verdict } from './rules.js';

/** Rules that are asked, each run of ports by itself, and runs of ports at a time. */
const STEP_LIMIT = 10_000_000;
const FLOW_LIMIT = 40_000;
/** iptables and nft refuse more than that, and loops. */
const JUMP_DEPTH = 64;

/** NF_IP_PRI_CONNTRACK: where packets enter, connection tracking sees them at that priority. */
const TRACKING = -200;

function isTracked({ hook, priority }: BaseChain): boolean {
  return (hook !== 'prerouting' && hook !== 'output') || priority > TRACKING;
}

const TOO_MUCH = 'more rules than can be followed';

/** Sends packets through chains as the kernel does. What ends on the way is noted on the board. */
export class Walk {
  private steps = 0;
  private accepted: Flow[] = [];
  private chain: BaseChain | undefined;
  private top: Rule | BaseChain | undefined;
  /** How many ports each rule of a base chain, with the chains it leads to, and each policy has surely stopped. */
  readonly stops = new Map<Rule | BaseChain, number>();

  constructor(private readonly board: FateBoard) {}

  /** One hook: its chains one after the other. What comes back has been accepted by all of them. */
  hook(chains: readonly BaseChain[], flows: readonly Flow[], situation: Situation): readonly Flow[] {
    let left = flows;
    for (const chain of chains) {
      if (!chain.families.includes(situation.family) || left.length === 0) continue;
      left = this.baseChain(chain, left, { ...situation, tracked: isTracked(chain) });
    }
    return left;
  }

  private baseChain(chain: BaseChain, flows: readonly Flow[], situation: Situation): readonly Flow[] {
    const asks = (flow: Flow): boolean => !chain.nat || (!flow.translated && flow.state === 'new');
    const passed = flows.filter((flow) => !asks(flow));
    this.accepted = [];
    this.chain = chain;
    for (const flow of this.rules(chain, flows.filter(asks), situation, { depth: 0 })) {
      this.top = chain;
      if (chain.policy === 'accept') this.accepted.push(flow);
      else if (chain.policy === 'drop') this.end(flow, 'dropped');
      else this.end(flow, 'unknown', chain.policyAt, 'the policy is not known');
    }
    return [...passed, ...this.accepted];
  }

  /** Flows that come to the chain's end, or return from it. */
  private rules(chain: Chain, flows: readonly Flow[], situation: Situation, place: Place): readonly Flow[] {
    let left = flows;
    const returned: Flow[] = [];
    for (const rule of chain.rules) {
      if (left.length === 0) break;
      if (place.depth === 0) this.top = rule;
      if (this.steps > STEP_LIMIT || left.length + returned.length > FLOW_LIMIT) {
        for (const flow of left) this.end(flow, 'unknown', rule.at, TOO_MUCH);
        return returned;
      }
      const next: Flow[] = [];
      const task = new RuleTask(rule, situation, next, returned, place);
      for (const flow of left) this.rule(task, flow);
      left = next.length > 2 * flows.length + 8 ? withoutRepeats(next) : next;
    }
    return returned.length === 0 ? left : [...left, ...returned];
  }

  private rule(task: RuleTask, flow: Flow): void {
    this.steps++;
    let inside: readonly Flow[] =
      task.rule.unsure === undefined ? [flow] : [doubt(flow, { match: 'unknown', why: task.rule.unsure })];
    task.start = task.next.length;
    if (task.rule.unsure !== undefined) task.next.push(flow);
    for (const step of task.rule.steps) {
      if (inside.length === 0) return;
      inside = this.step(task, step, inside);
    }
    // What only may have matched and then went on as it was is already among those that did not.
    for (const each of inside) if (!isCovered(each, task.next, task.start)) task.next.push(each);
  }

  /** Those that go on to the next step of the rule. */
  private step(task: RuleTask, step: Step, flows: readonly Flow[]): readonly Flow[] {
    switch (step.kind) {
      case 'match':
        return flows.flatMap((flow) => {
          const rest: Flow[] = [];
          const matched = split(step.condition, flow, task.situation, rest);
          // A limit that is read before the ports would else leave pieces of every flow behind.
          for (const each of rest) if (!isCovered(each, task.next, task.start)) task.next.push(each);
          return matched;
        });
      case 'verdict':
        for (const flow of flows) this.verdict(task, step.verdict, flow);
        return [];
      case 'choose':
        return flows.flatMap((flow) => this.choose(task, step, flow));
      case 'untrack':
        // Too late once connection tracking has seen them.
        return task.situation.tracked
          ? flows
          : flows.map((flow) => ({ ...flow, state: 'untracked' as const }));
      case 'mark': {
        const key = step.of === 'packet' ? 'mark' : 'connectionMark';
        return flows.map((flow) =>
          step.of === 'packet' || hasConnection(flow, task.situation)
            ? { ...flow, [key]: marked(flow[key], step.value, step.mask) }
            : flow,
        );
      }
      case 'copyMark':
        return flows.map((flow) => (hasConnection(flow, task.situation) ? copied(flow, step) : flow));
    }
  }

  private choose(
    task: RuleTask,
    { options, otherwise }: Extract<Step, { kind: 'choose' }>,
    flow: Flow,
  ): readonly Flow[] {
    const on: Flow[] = [];
    let left: Flow[] = [flow];
    for (const { when, then } of options) {
      const rest: Flow[] = [];
      let inside: readonly Flow[] = left;
      for (const condition of when) {
        inside = inside.flatMap((each) => split(condition, each, task.situation, rest));
      }
      this.steps++;
      if (then === 'on') on.push(...inside);
      else if (then === 'end') task.next.push(...inside);
      else for (const each of inside) this.verdict(task, then, each);
      left = rest;
      if (left.length === 0) break;
    }
    (otherwise === 'on' ? on : task.next).push(...left);
    return on;
  }

  private verdict(task: RuleTask, verdict: Verdict, flow: Flow): void {
    const { rule, place, situation } = task;
    const at = task.at;
    switch (verdict.kind) {
      case 'masquerade':
      case 'accept':
        this.accepted.push(decidesHere(situation) ? { ...flow, acceptedAt: at } : flow);
        return;
      case 'drop':
        this.end(flow, 'dropped', at);
        return;
      case 'reject':
        this.end(flow, 'rejected', at);
        return;
      case 'return':
        task.returned.push(flow);
        return;
      case 'unknown':
        this.end(flow, 'unknown', at, verdict.why);
        return;
      case 'translate':
        this.translate(task, verdict.target, flow);
        return;
      case 'jump':
      case 'goto': {
        const chain = this.chain?.table.get(verdict.chain);
        if (!chain || place.depth >= JUMP_DEPTH) {
          this.end(flow, 'unknown', rule.at, `the chain ${verdict.chain}, which is not here`);
          return;
        }
        const via = task.namesPorts ? rule.at : place.via;
        const inner: Place = { depth: place.depth + 1, ...(via ? { via } : {}) };
        const back = this.rules(chain, [flow], situation, inner);
        if (verdict.kind === 'goto') task.returned.push(...back);
        else for (const each of back) if (!isCovered(each, task.next, task.start)) task.next.push(each);
        return;
      }
    }
  }

  private translate({ at, situation }: RuleTask, target: Target, flow: Flow): void {
    if (target.unknown !== undefined) {
      this.end(flow, 'unknown', at, target.unknown);
      return;
    }
    const to = target.host === null ? flow.to : addressOf(target.host);
    const base: Flow = {
      ...flow,
      to,
      translated: true,
      translatedAt: at,
      away: situation.hook === 'prerouting' && isElsewhere(to, target, situation),
      ...(target.host === null ? {} : { host: target.host }),
    };
    const moved = target.host !== null && !(to && situation.dialled && holds(situation.dialled, to));
    for (const part of translatePorts(base, target)) {
      const before = cut(flow, part.low, part.high).port;
      this.accepted.push({ ...part, changed: moved || part.port !== before });
    }
  }

  private end(
    flow: Flow,
    fate: 'dropped' | 'rejected' | 'unknown',
    at?: TextSpan,
    why: string | undefined = flow.why,
  ): void {
    if (this.top && fate !== 'unknown' && flow.certainty === 'yes') {
      this.stops.set(this.top, (this.stops.get(this.top) ?? 0) + flow.high - flow.low + 1);
    }
    note(this.board, flow, { fate, ...(why === undefined ? {} : { why }), ...(at ? { at } : {}) });
  }
}

/** Where it stands: how deep, and the rule on the way there that named the ports. */
interface Place {
  readonly depth: number;
  readonly via?: TextSpan;
}

/** One rule, asked about several flows. */
class RuleTask {
  readonly namesPorts: boolean;
  readonly at: TextSpan;
  /** Where in `next` the flow begins that is asked about now. */
  start = 0;

  constructor(
    readonly rule: Rule,
    readonly situation: Situation,
    /** Where flows go that do not match, or go on. */
    readonly next: Flow[],
    readonly returned: Flow[],
    readonly place: Place,
  ) {
    this.namesPorts = conditionsOf(rule).some((condition) => condition.kind === 'port');
    this.at = this.namesPorts ? rule.at : (place.via ?? rule.at);
  }
}

/** Puts on the board how a flow ends, with the ports and the machine behind a translation. */
export function note(board: FateBoard, flow: Flow, how: Pick<Ending, 'fate' | 'at' | 'why'>): void {
  const { certainty, away, port, low, host, gathered } = flow;
  board.add(flow, {
    ...how,
    certainty,
    ...(port !== null && (host !== undefined || gathered || port !== low) ? { innerLow: port } : {}),
    ...(gathered ? { gathered } : {}),
    ...(away && host !== undefined ? { innerHost: host } : {}),
  });
}

function isElsewhere(to: AddressRange | null, { host }: Target, { dialled }: Situation): boolean {
  if (host === null) return false;
  return !to || !(isNeverOutside(to) || (dialled !== null && holds(dialled, to)));
}

/** Accepting before the routing decision only lets packets on. */
function decidesHere({ hook }: Situation): boolean {
  return hook === 'input' || hook === 'forward' || hook === 'output';
}

/** Cuts a flow by a condition: what may match is handed back, what may not goes to `rest`. */
function split(condition: Condition, flow: Flow, situation: Situation, rest: Flow[]): readonly Flow[] {
  const matched: Flow[] = [];
  for (const { low, high, answer } of test(condition, flow, situation)) {
    const part = cut(flow, low, high);
    if (answer.match !== 'yes') rest.push(part);
    if (answer.match !== 'no') matched.push(doubt(part, answer));
  }
  return matched;
}

function cut(flow: Flow, low: number, high: number): Flow {
  if (low === flow.low && high === flow.high) return flow;
  const stays = flow.port === null || flow.gathered;
  return { ...flow, low, high, port: stays ? flow.port : flow.port + low - flow.low };
}

const DOUBT = ['yes', 'some', 'unknown'] as const;

function doubt(flow: Flow, { match, why }: Answer): Flow {
  if (match === 'yes' || match === 'no') return flow;
  if (DOUBT.indexOf(match) <= DOUBT.indexOf(flow.certainty)) return flow;
  return { ...flow, certainty: match, ...(why === undefined ? {} : { why }) };
}

/** Whether the same packets in the same state are already in the list, from `start` on, with fewer doubts. */
function isCovered(flow: Flow, list: readonly Flow[], start: number): boolean {
  for (let i = start; i < list.length && i < start + 16; i++) {
    const other = list[i];
    if (
      other &&
      other.low <= flow.low &&
      flow.high <= other.high &&
      DOUBT.indexOf(other.certainty) <= DOUBT.indexOf(flow.certainty) &&
      isAlike(other, flow)
    ) {
      return true;
    }
  }
  return false;
}

function isAlike(a: Flow, b: Flow): boolean {
  const aligned = a.port === null || a.gathered ? b.port === a.port : b.port === a.port + b.low - a.low;
  return (
    aligned &&
    a.gathered === b.gathered &&
    a.mark === b.mark &&
    a.connectionMark === b.connectionMark &&
    a.state === b.state &&
    a.translated === b.translated &&
    a.changed === b.changed &&
    a.to === b.to
  );
}

function withoutRepeats(flows: readonly Flow[]): Flow[] {
  const found = new Map<string, Flow>();
  for (const flow of flows) {
    const { low, high, port, mark, connectionMark, state, translatedAt } = flow;
    const key = [low, high, port, mark, connectionMark, state, translatedAt?.start].join(' ');
    const other = found.get(key);
    if (!other || DOUBT.indexOf(flow.certainty) < DOUBT.indexOf(other.certainty)) found.set(key, flow);
  }
  return [...found.values()];
}

function copied(flow: Flow, { to, mask, fromMask }: Extract<Step, { kind: 'copyMark' }>): Flow {
  const [key, other] =
    to === 'packet' ? (['mark', 'connectionMark'] as const) : (['connectionMark', 'mark'] as const);
  const from = flow[other];
  return { ...flow, [key]: marked(flow[key], from === null ? null : (from & fromMask) >>> 0, mask) };
}

function marked(old: number | null, value: number | null, mask: number): number | null {
  if (value === null) return null;
  if (mask === 0xffff_ffff) return value;
  return old === null ? null : ((old & ~mask) ^ value) >>> 0;
}

/** nf_nat_core.c: a port that is within the range stays, where no shift is asked for; any other becomes the lowest. */
function translatePorts(flow: Flow, { ports, spread }: Target): readonly Flow[] {
  if (!ports || flow.port === null) return [flow];
  if (flow.gathered) {
    return [
      {
        ...flow,
        port: spread === 'pick' ? nearest(flow.port, ports) : shifted(flow.port, ports, spread.from),
      },
    ];
  }
  return spread === 'pick' || ports.low === ports.high
    ? picked(flow, flow.port, ports)
    : inStep(flow, flow.port, ports, spread.from);
}

function nearest(port: number, { low, high }: PortRange): number {
  return low <= port && port <= high ? port : low;
}

function picked(flow: Flow, first: number, ports: PortRange): readonly Flow[] {
  const last = first + flow.high - flow.low;
  const part = (from: number, to: number, gathered: boolean): Flow[] => {
    if (from > to) return [];
    const piece = cut(flow, flow.low + from - first, flow.low + to - first);
    return [gathered ? { ...piece, port: ports.low, gathered } : piece];
  };
  return [
    ...part(first, Math.min(last, ports.low - 1), true),
    ...part(Math.max(first, ports.low), Math.min(last, ports.high), false),
    ...part(Math.max(first, ports.high + 1), last, true),
  ];
}

/** The kernel counts in 16 bits and goes round within the range. */
function shifted(port: number, { low, high }: PortRange, from: number): number {
  return low + (((port - from) & 0xffff) % (high - low + 1));
}

function inStep(flow: Flow, first: number, ports: PortRange, from: number): readonly Flow[] {
  const last = first + flow.high - flow.low;
  const parts: Flow[] = [];
  for (let at = first; at <= last;) {
    const port = shifted(at, ports, from);
    const end = Math.min(last, at + ports.high - port, at < from ? from - 1 : last);
    parts.push({ ...cut(flow, flow.low + at - first, flow.low + end - first), port });
    at = end + 1;
  }
  return parts;
}
