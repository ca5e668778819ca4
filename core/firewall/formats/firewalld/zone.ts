import { ALL_PORTS, overlap, sizeOf, without } from '../../ports/port-spans.js';
import type {
  PortStatus,
  FtpHelper,
  Packet,
  PortRun,
  PortMention,
  PortRange,
  PortWitness,
  RuleAddition,
  TextSpan,
  Unread,
} from '../../reading.js';
import { addressMatch, addressOf } from '../support/address-range.js';
import type { PortOutcome } from '../../ports/port-outcomes.js';
import { HELPER_SERVICES, stockService } from './stock-services.js';
import { firstMatch, type OrderedRule } from '../../ports/first-match.js';
import type { Findings } from '../support/findings.js';

/** What a rule of firewalld is about. Protocols other than TCP are `nothing`. */
export type RuleElement =
  | { readonly kind: 'ports'; readonly ports: PortRange; readonly at: TextSpan }
  | { readonly kind: 'service'; readonly name: string; readonly at: TextSpan }
  | {
      readonly kind: 'forward';
      readonly ports: PortRange;
      readonly at: TextSpan;
      /** Null: the same ports. */
      readonly toPorts: PortRange | null;
      /** Null: this machine. */
      readonly toAddress: string | null;
    }
  | { readonly kind: 'source-port'; readonly ports: PortRange }
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' };

export interface RuleAddress {
  readonly kind: 'address' | 'mac' | 'ipset';
  readonly text: string;
  readonly inverted: boolean;
}

/** A rule of the rich language; the plain elements of a zone are rules with priority 0 that accept. */
export interface ZoneRule {
  readonly priority: number;
  readonly family: 4 | 6 | null;
  readonly source: RuleAddress | null;
  readonly destination: RuleAddress | null;
  readonly element: RuleElement;
  readonly action: 'accept' | 'reject' | 'drop' | 'none';
  /** At most so many connections, as it is written. */
  readonly limit: string | null;
  readonly at: TextSpan;
}

/** A zone, or a policy for what goes to the machine itself. */
export interface Zone {
  /** `zone public` */
  readonly title: string;
  /** What becomes of the rest. */
  readonly rest: PortOutcome;
  readonly rules: readonly ZoneRule[];
  /** Addresses whose connections it is for; empty: for whatever its interfaces bring. */
  readonly sources: readonly string[];
  readonly at: TextSpan;
  readonly additions?: readonly RuleAddition[];
}

/** firewalld.zone(5): `default` rejects all but ICMP. */
export function restOf(target: string | undefined): PortOutcome {
  switch (target) {
    case undefined:
    case 'default':
    case '%%REJECT%%':
    case 'REJECT':
      return { status: 'rejected', certainty: 'yes' };
    case 'DROP':
      return { status: 'dropped', certainty: 'yes' };
    case 'ACCEPT':
      return { status: 'open', certainty: 'yes' };
    default:
      return { status: 'unknown', certainty: 'unknown', why: `the target ${target}` };
  }
}

/** A rule without conditions, as the plain elements of a zone are. */
export function plainRule(element: RuleElement, at: TextSpan): ZoneRule {
  return {
    priority: 0,
    family: null,
    source: null,
    destination: null,
    element,
    action: element.kind === 'forward' ? 'none' : 'accept',
    limit: null,
    at,
  };
}

/** Ports of a service; null where the file does not define it and firewalld does not bring it along. */
export type ServiceLookup = (name: string) => readonly PortRange[] | null;

/** What a zone does with ports, on the machine itself and as a gateway. */
export function zoneFindings(zone: Zone, packet: Packet, services: ServiceLookup = stockService): Findings {
  const rules = byPriority(zone.rules);
  const forwards = rules.filter(({ element }) => element.kind === 'forward');
  const input: OrderedRule[] = [
    ...forwards.flatMap((rule) => forwardRules(rule, packet, 'input')),
    ...rules.flatMap((rule) => elementRules(rule, packet, services)),
  ];
  const witness: PortWitness = {
    role: 'input',
    name: zone.title,
    runs: limited(awaitingServices(firstMatch(input, zone.rest), rules, services), zone, packet),
    at: zone.at,
    acceptsRelated: true,
    ...(zone.additions ? { additions: zone.additions } : {}),
  };
  return {
    witnesses: [witness, ...gateways(zone, forwards, packet)],
    helpers: helpersIn(rules),
    mentions: rules.flatMap((rule) => mentionsIn(rule, services)),
    unread: rules.flatMap((rule) => unreadIn(rule, services)),
  };
}

/** What no rule lets in, a service may that firewalld brings along: another file may define it anew, with more ports. */
function awaitingServices(
  runs: readonly PortRun[],
  rules: readonly ZoneRule[],
  services: ServiceLookup,
): readonly PortRun[] {
  const names = rules.flatMap(({ element, action, source, destination, limit }) =>
    element.kind === 'service' && action === 'accept' && !source && !destination && limit === null
      ? services(element.name)
        ? [`service ${element.name}`]
        : []
      : [],
  );
  if (names.length === 0) return runs;
  return runs.map((run) =>
    run.at || run.status === 'open' || run.status === 'unknown'
      ? run
      : { ...run, awaits: { names, otherwise: run.status } },
  );
}

/** firewalld.richlanguage(5): negative priorities, then refusals, then what accepts, then positive priorities. */
function byPriority(rules: readonly ZoneRule[]): readonly ZoneRule[] {
  const rank = ({ priority, action }: ZoneRule): number =>
    priority !== 0 ? priority * 2 : action === 'reject' || action === 'drop' ? 0 : 1;
  return [...rules].sort((a, b) => rank(a) - rank(b));
}

function elementRules(rule: ZoneRule, packet: Packet, services: ServiceLookup): readonly OrderedRule[] {
  const { element, action, at } = rule;
  if (action === 'none') return [];
  const answer = elementMatch(rule, packet);
  if (!answer) return [];
  const status = TARGET_STATUS[action];
  const base = { status, at, ...answer };
  switch (element.kind) {
    case 'ports':
      return [{ ...base, ports: [element.ports] }];
    case 'all':
      return [{ ...base, ports: [ALL_PORTS] }];
    case 'source-port':
      return [{ ...base, ...weaker(answer, 'only from certain source ports'), ports: [ALL_PORTS] }];
    case 'service': {
      const ports = services(element.name);
      if (ports) return ports.length > 0 ? [{ ...base, ports }] : [];
      const why = `the service "${element.name}"`;
      return [
        {
          ...base,
          certainty: 'unknown',
          why,
          ports: [ALL_PORTS],
          ...(action === 'accept' && answer.certainty === 'yes' ? { awaits: `service ${element.name}` } : {}),
        },
      ];
    }
    case 'forward':
    case 'nothing':
      return [];
  }
}

const TARGET_STATUS = { accept: 'open', reject: 'rejected', drop: 'dropped' } as const;

interface ElementMatch {
  readonly certainty: OrderedRule['certainty'];
  readonly why?: string;
}

/** Whether a rule's conditions hold for the clients that are asked about; null: for none of them. */
function elementMatch(rule: ZoneRule, packet: Packet): ElementMatch | null {
  const from = packet.from === undefined ? null : addressOf(packet.from);
  if (from && rule.family !== null && rule.family !== from.family) return null;
  let answer: ElementMatch = { certainty: 'yes' };
  if (!from && rule.family === 6) answer = { certainty: 'some', why: 'only over IPv6' };
  for (const [address, known, words] of [
    [rule.source, packet.from, 'only for'],
    [rule.destination, packet.to, 'only at'],
  ] as const) {
    if (!address) continue;
    const match = matches(address, known);
    if (match === 'no') return null;
    if (match === 'some') answer = weaker(answer, conditionText(address, words, rule.action));
    if (match === 'unknown') answer = { certainty: 'unknown', why: `the ipset "${address.text}"` };
  }
  if (rule.limit !== null) answer = weaker(answer, `limited to ${rule.limit}`);
  return answer;
}

function weaker(answer: ElementMatch, why: string): ElementMatch {
  return answer.certainty === 'yes' ? { certainty: 'some', why } : answer;
}

function conditionText({ text, inverted }: RuleAddress, words: string, action: ZoneRule['action']): string {
  const not = inverted !== (action === 'drop' || action === 'reject');
  return not ? `${words.replace('only', 'not')} ${text}` : `${words} ${text}`;
}

function matches(
  { kind, text, inverted }: RuleAddress,
  known: string | undefined,
): 'yes' | 'no' | 'some' | 'unknown' {
  if (kind === 'ipset') return 'unknown';
  const match = kind === 'address' ? addressMatch(text, known) : 'some';
  if (!inverted || match === 'some') return match;
  return match === 'yes' ? 'no' : 'yes';
}

/** A forwarded port never gets to the rules for its number; what is translated is accepted. */
function forwardRules(rule: ZoneRule, packet: Packet, role: 'input' | 'forward'): readonly OrderedRule[] {
  const { element, at } = rule;
  if (element.kind !== 'forward') return [];
  const ofGateway = role === 'forward' && rule.destination && !rule.destination.inverted;
  const answer = elementMatch(ofGateway ? { ...rule, destination: null } : rule, packet);
  if (!answer) return [];
  const { ports, toPorts, toAddress } = element;
  return translated(ports, toPorts ?? ports).flatMap(({ ports: range, innerLow }): readonly OrderedRule[] => {
    const base = { ports: [range], innerLow, at, ...answer };
    // What stays as it was does not count as translated, and goes by the other rules.
    if (toAddress === null && innerLow === range.low) return [];
    if (sizeOf(range) > 1 && innerLow !== range.low)
      return [
        { ports: [range], at, certainty: answer.certainty, status: 'unknown', why: 'many ports made one' },
      ];
    if (toAddress === null) return [{ ...base, status: 'open' }];
    if (role === 'input') return [{ ...base, status: 'unknown', why: `forwarded to ${toAddress}` }];
    return [{ ...base, status: 'open', innerHost: toAddress }];
  });
}

/** Ports of a rule that are told one by one. */
const SINGLY = 64;

/** nf_nat_core.c: a port that lies within the new range stays, any other becomes the lowest of it. */
function translated(
  ports: PortRange,
  to: PortRange,
): readonly { readonly ports: PortRange; readonly innerLow: number }[] {
  const stays = overlap(ports, to);
  const moved = stays ? without(ports, [stays]) : [ports];
  const singly = moved.flatMap((range) =>
    sizeOf(range) > SINGLY
      ? [range]
      : Array.from({ length: sizeOf(range) }, (_, i) => ({ low: range.low + i, high: range.low + i })),
  );
  return [
    ...(stays ? [{ ports: stays, innerLow: stays.low }] : []),
    ...singly.map((range) => ({ ports: range, innerLow: to.low })),
  ];
}

/** Outer addresses beyond these are not looked at. */
const OUTER_LIMIT = 20;

/** One witness for each outer address. */
function gateways(zone: Zone, forwards: readonly ZoneRule[], packet: Packet): readonly PortWitness[] {
  const byOuter = new Map<string, ZoneRule[]>();
  for (const rule of forwards) {
    if (rule.element.kind !== 'forward' || rule.element.toAddress === null) continue;
    const outer = rule.destination && !rule.destination.inverted ? rule.destination.text : '';
    const own = byOuter.get(outer);
    if (own) own.push(rule);
    else byOuter.set(outer, [rule]);
  }
  return [...byOuter].slice(0, OUTER_LIMIT).map(([outer, rules]) => ({
    role: 'forward',
    name: zone.title,
    runs: firstMatch(
      rules.flatMap((rule) => forwardRules(rule, packet, 'forward')),
      zone.rest.status === 'dropped' ? zone.rest : { status: 'rejected', certainty: 'yes' },
    ),
    at: zone.at,
    acceptsRelated: true,
    ...(outer === '' ? {} : { outerHost: outer }),
  }));
}

/** A zone for some addresses lets only those in. */
function limited(runs: readonly PortRun[], { sources }: Zone, packet: Packet): readonly PortRun[] {
  if (sources.length === 0 || packet.from !== undefined) return runs;
  const why = `only for ${sources.slice(0, 3).join(', ')}${sources.length > 3 ? ' and others' : ''}`;
  const some = (status: PortStatus): status is 'open' => status === 'open';
  return runs.map((run) => (some(run.status) ? { ...run, status: 'some', why } : run));
}

/** The helper that comes with firewalld's ftp service watches port 21. */
function helpersIn(rules: readonly ZoneRule[]): readonly FtpHelper[] {
  return rules.flatMap(({ element, action }) =>
    element.kind === 'service' && action === 'accept' && HELPER_SERVICES.includes(element.name)
      ? [{ at: element.at, ports: [21], how: 'assigned' as const }]
      : [],
  );
}

/** A service of more ranges than this gets a hover for the first of them. */
const MENTION_LIMIT = 16;

function mentionsIn({ element, action }: ZoneRule, services: ServiceLookup): readonly PortMention[] {
  const does = action === 'reject' ? 'rejects' : action === 'drop' ? 'drops' : 'accepts';
  switch (element.kind) {
    case 'ports':
      return action === 'none' ? [] : [{ at: element.at, ports: element.ports, does }];
    case 'service':
      if (action === 'none') return [];
      return (services(element.name) ?? [])
        .slice(0, MENTION_LIMIT)
        .map((ports) => ({ at: element.at, ports, does }));
    case 'forward':
      return [
        {
          at: element.at,
          ports: element.ports,
          inner: forwardedTo(element.ports, element.toPorts),
          does: 'forwards',
        },
      ];
    case 'all':
    case 'source-port':
    case 'nothing':
      return [];
  }
}

function forwardedTo(ports: PortRange, toPorts: PortRange | null): PortRange {
  const low = toPorts?.low ?? ports.low;
  return { low, high: low + sizeOf(ports) - 1 };
}

function unreadIn(rule: ZoneRule, services: ServiceLookup): readonly Unread[] {
  const { element, source, destination, at } = rule;
  return [
    ...[source, destination].flatMap((address) =>
      address?.kind === 'ipset' ? [{ at, why: `the ipset "${address.text}"` }] : [],
    ),
    ...(element.kind === 'service' && rule.action !== 'none' && services(element.name) === null
      ? [{ at: element.at, why: `the service "${element.name}"` }]
      : []),
  ];
}
