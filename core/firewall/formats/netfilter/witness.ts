import { ALL_PORTS } from '../../ports/port-spans.js';
import type { Packet, PortRange, PortWitness, TextSpan } from '../../reading.js';
import { addressOf, addressText, holds, type AddressRange } from '../support/address-range.js';
import { PortOutcomes, type PortOutcome } from '../../ports/port-outcomes.js';
import type { Flow, Situation } from './match.js';
import { PortSet } from '../../ports/port-set.js';
import { Effort, note, Walk } from './walk.js';
import { hostsIn, outerInterface, sendsOn, waysOut } from './hints.js';
import type { BaseChain, ConnectionState, Hook, Rule } from './rules.js';

/** Dialled addresses and inner machines beyond this do not get a witness each. */
const HOST_LIMIT = 12;

/** Reasons that are told apart for what is not passed on. */
const LEFT_KINDS = 20;

type LeftOutcome = Pick<PortOutcome, 'status' | 'why'>;

/** A witness, and where rules that let more through would have to stand. */
export interface FoundWitness {
  readonly witness: PortWitness;
  /** The chain that decides about most ports, and its rule that holds most of them back; null: its policy does. */
  readonly stop?: { readonly chain: BaseChain; readonly rule: Rule | null };
}

/** What a ruleset does with the ports, hook by hook, for one family of addresses. */
export function witnessesOf(
  chains: readonly BaseChain[],
  family: 4 | 6,
  packet: Packet,
): readonly FoundWitness[] {
  const own = chains.filter((chain) => chain.families.includes(family));
  if (own.length === 0) return [];
  const walks = new FamilyWalks(own, family, packet);
  return [...walks.input(), ...walks.forward(), ...walks.output()];
}

/** Walks through the rules for one family of addresses. */
class FamilyWalks {
  private readonly from: AddressRange | null;
  private readonly dialled: AddressRange | null;
  private readonly inInterface: string | null;
  private readonly effort = new Effort();
  private readonly waysTo = new Map<string, string | null>();
  private readonly leadsTo: readonly { readonly range: AddressRange; readonly name: string }[];

  constructor(
    private readonly chains: readonly BaseChain[],
    private readonly family: 4 | 6,
    packet: Packet,
  ) {
    this.from = addressIn(family, packet.from);
    this.dialled = addressIn(family, packet.to);
    this.inInterface = packet.inInterface ?? outerInterface(chains);
    this.leadsTo = waysOut(chains);
  }

  input(): readonly FoundWitness[] {
    const own = this.filters('input');
    if (own.length === 0) return [];
    const board = new PortOutcomes();
    const walk = new Walk(board, this.effort);
    const arrived = this.arrive(walk, this.dialled, true);
    for (const flow of arrived.filter((each) => each.away)) {
      note(board, flow, {
        status: 'unknown',
        ...atOf(walk.translatedAt(flow)),
        why: `forwarded to ${flow.host ?? 'another machine'}`,
      });
    }
    const local = arrived.filter((flow) => !flow.away);
    this.finish(walk, 'input', local, this.situation('input', this.dialled, true));
    return [this.witness('input', own, board, walk)];
  }

  forward(): readonly FoundWitness[] {
    const own = this.filters('forward');
    const translating = this.chains.filter(sendsOn);
    if (translating.length > 0) return this.translated([...translating, ...own]);
    if (own.length === 0 || !own.some((chain) => saysSomething(chain))) return [];
    const behind = this.dialled ? [this.dialled] : hostsIn(own);
    const each = behind.length > 0 && behind.length <= HOST_LIMIT ? behind : [null];
    return each.map((to) => this.routed(own, to));
  }

  /** Ports of an address of this machine that are passed on. */
  private translated(chains: readonly BaseChain[]): readonly FoundWitness[] {
    const outer = this.dialled ? [] : hostsIn(chains.filter((chain) => chain.nat));
    const each = outer.length > 0 && outer.length <= HOST_LIMIT ? outer : [this.dialled];
    return each.map((to) => {
      const board = new PortOutcomes();
      const walk = new Walk(board, this.effort);
      const arrived = this.arrive(walk, to, true);
      const situation = this.situation('forward', to, true);
      this.finish(
        walk,
        'forward',
        arrived.filter((flow) => flow.away),
        situation,
      );
      this.leftBehind(
        board,
        arrived.filter((flow) => !flow.away),
        to,
      );
      const found = this.witness('forward', chains, board, walk);
      return to ? { ...found, witness: { ...found.witness, outerHost: addressText(to) } } : found;
    });
  }

  /** What is not passed on ends at this machine, where nothing is meant to listen. */
  private leftBehind(board: PortOutcomes, flows: readonly Flow[], to: AddressRange | null): void {
    const local = new PortOutcomes();
    const walk = new Walk(local, this.effort);
    this.finish(walk, 'input', flows, this.situation('input', to, true));
    const kinds = new Map<string, { readonly ending: LeftOutcome; readonly ports: PortRange[] }>();
    for (const { ports, status, why } of local.runs()) {
      const ending: LeftOutcome = {
        status: status === 'dropped' || status === 'unknown' ? status : 'rejected',
        ...(status === 'unknown' && why !== undefined && kinds.size < LEFT_KINDS ? { why } : {}),
      };
      const key = `${ending.status} ${ending.why ?? ''}`;
      const kind = kinds.get(key);
      if (kind) kind.ports.push(ports);
      else kinds.set(key, { ending, ports: [ports] });
    }
    for (const { ending, ports } of kinds.values()) {
      for (const flow of flows) {
        const own = flow.ports.within(ports).ranges();
        board.addAll(own, { ...ending, certainty: flow.certainty }, own[0]?.low ?? 0);
      }
    }
  }

  /** Connections to an inner machine by its own address. */
  private routed(chains: readonly BaseChain[], to: AddressRange | null): FoundWitness {
    const board = new PortOutcomes();
    const walk = new Walk(board, this.effort);
    const all = this.arrive(walk, to, false);
    const arrived = all.filter((flow) => !flow.translated).map((flow) => ({ ...flow, away: true }));
    for (const flow of all.filter((each) => each.translated)) {
      note(board, flow, {
        status: 'unknown',
        ...atOf(walk.translatedAt(flow)),
        why: 'sent to this machine itself',
      });
    }
    this.finish(walk, 'forward', arrived, this.situation('forward', to, false));
    const found = this.witness('forward', chains, board, walk);
    if (!to || this.dialled) return found;
    return { ...found, witness: { ...found.witness, name: `${found.witness.name} to ${addressText(to)}` } };
  }

  output(): readonly FoundWitness[] {
    const own = this.filters('output');
    if (own.length === 0 || !own.some((chain) => saysSomething(chain))) return [];
    const board = new PortOutcomes();
    const situation = this.situation('output', null, false);
    const flow = firstFlow(this.from, 'new');
    const walk = new Walk(board, this.effort);
    this.finish(walk, 'output', [flow], situation);
    return [this.witness('output', own, board, walk)];
  }

  private situation(hook: Hook, dialled: AddressRange | null, local: boolean): Situation {
    const outgoing = hook === 'output';
    return {
      family: this.family,
      hook,
      tracked: true,
      varies: outgoing ? 'source' : 'destination',
      from: outgoing ? this.dialled : this.from,
      dialled,
      local,
      inInterface: this.inInterface,
      outInterface: (to) => this.outInterface(to),
    };
  }

  private outInterface(to: AddressRange): string | null {
    const key = addressText(to);
    let way = this.waysTo.get(key);
    if (way === undefined) {
      const names = new Set(this.leadsTo.filter(({ range }) => holds(range, to)).map(({ name }) => name));
      const [name] = names;
      way = names.size === 1 && name !== undefined ? name : null;
      this.waysTo.set(key, way);
    }
    return way;
  }

  /** Through the hook in front of the routing decision. */
  private arrive(walk: Walk, to: AddressRange | null, local: boolean): readonly Flow[] {
    const chains = inOrder(this.chains.filter((chain) => chain.hook === 'prerouting'));
    return walk.hook(chains, [firstFlow(to, 'new')], this.situation('prerouting', to, local));
  }

  /** Through the hooks after the routing decision; what is left gets through. */
  private finish(walk: Walk, hook: Hook, flows: readonly Flow[], situation: Situation): void {
    const chains = inOrder(this.chains.filter((chain) => chain.hook === hook));
    let left = walk.hook(chains, flows, situation);
    if (hook !== 'input') {
      const last = inOrder(this.chains.filter((chain) => chain.hook === 'postrouting' && !chain.nat));
      left = walk.hook(last, left, { ...situation, hook: 'postrouting' });
    }
    walk.open(left);
  }

  private filters(hook: Hook): readonly BaseChain[] {
    return inOrder(this.chains.filter((chain) => chain.hook === hook && !chain.nat));
  }

  private witness(
    role: 'input' | 'forward' | 'output',
    chains: readonly BaseChain[],
    board: PortOutcomes,
    walk: Walk,
  ): FoundWitness {
    const telling = chains.filter(saysSomething);
    const titles = [
      ...new Set((telling.length > 0 ? telling : chains.slice(0, 1)).map((chain) => chain.title)),
    ];
    const deciding = chains.find((chain) => chain.policy !== 'accept') ?? telling[0] ?? chains[0];
    const at: TextSpan = deciding?.policyAt ?? deciding?.at ?? { start: 0, end: 0 };
    const stop = stopOf(
      chains.filter((chain) => chain.hook === role),
      walk,
    );
    return {
      witness: {
        role,
        name: titles.slice(0, 4).join(', '),
        runs: board.runs(),
        at,
        ...(this.family === 6 ? { family: 6 as const } : {}),
        acceptsRelated: this.acceptsRelated(role),
      },
      ...(stop ? { stop } : {}),
    };
  }

  /** Whether a connection that a helper has announced gets through. */
  private acceptsRelated(hook: 'input' | 'forward' | 'output'): boolean {
    const board = new PortOutcomes();
    const walk = new Walk(board, this.effort, false);
    const away = hook === 'forward';
    const outgoing = hook === 'output';
    const flow: Flow = outgoing
      ? firstFlow(this.from, 'related')
      : { ...firstFlow(away ? null : this.dialled, 'related'), away, translated: away, changed: away };
    const situation = outgoing
      ? this.situation(hook, null, false)
      : this.situation(hook, this.dialled, !away);
    this.finish(walk, hook, [flow], situation);
    // A rule against single ports does not matter; what goes out may come from a low port as well.
    const first = outgoing ? ALL_PORTS.low : 1024;
    const accepted = board.runs().filter(({ status }) => status === 'open' || status === 'some');
    const sum = accepted.reduce(
      (all, { ports }) => all + Math.max(0, ports.high - Math.max(ports.low, first) + 1),
      0,
    );
    return sum > (ALL_PORTS.high - first) * 0.9;
  }
}

/** The chain that holds back most, and its rule that does; null where its policy does. */
function stopOf(chains: readonly BaseChain[], { stops }: Walk): FoundWitness['stop'] {
  const count = (what: BaseChain | Rule): number => stops.get(what) ?? 0;
  const most = <T extends BaseChain | Rule>(all: readonly T[], of: (one: T) => number): T | undefined =>
    all.reduce<T | undefined>((best, one) => (of(one) > (best ? of(best) : 0) ? one : best), undefined);
  const whole = (chain: BaseChain): number =>
    chain.rules.reduce((sum, rule) => sum + count(rule), count(chain));
  const chain = most(chains, whole);
  if (!chain) return undefined;
  const rule = most(chain.rules, count);
  return { chain, rule: rule && count(rule) >= count(chain) ? rule : null };
}

function atOf(at: TextSpan | undefined): { at?: TextSpan } {
  return at ? { at } : {};
}

function addressIn(family: 4 | 6, text: string | undefined): AddressRange | null {
  const address = text === undefined ? null : addressOf(text);
  return address?.family === family ? address : null;
}

/** As the kernel calls them: of one priority the newest first. */
function inOrder(chains: readonly BaseChain[]): readonly BaseChain[] {
  return [...chains].reverse().sort((a, b) => a.priority - b.priority);
}

function saysSomething(chain: BaseChain): boolean {
  return chain.rules.length > 0 || chain.policy !== 'accept';
}

/** Before any rule: every port. */
function firstFlow(to: AddressRange | null, state: ConnectionState): Flow {
  return {
    ports: PortSet.ALL,
    shift: 0,
    gathered: null,
    host: null,
    to,
    translated: false,
    changed: false,
    away: false,
    mark: 0,
    connectionMark: 0,
    state,
    certainty: 'yes',
  };
}
