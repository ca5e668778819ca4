import { ALL_PORTS } from '../../ports/port-spans.js';
import type { PortRange } from '../../reading.js';
import {
  addressText,
  holds,
  isEveryAddress,
  isNeverOutside,
  type AddressRange,
} from '../support/address-range.js';
import type { PortSet } from '../../ports/port-set.js';
import type { Answer, Certainty, Condition, ConnectionState, Hook } from './rules.js';

/** Packets to some ports that have been treated alike so far. */
export interface Flow {
  /** As the client dials them; in the output hook, the server's own ports. */
  readonly ports: PortSet;
  /** What translation has added to them. */
  readonly shift: number;
  /** The one port that all of them have become instead; null where they have not. */
  readonly gathered: number | null;
  /** Where they go; null: to an address that is not known. */
  readonly to: AddressRange | null;
  /** As the rule spells it. */
  readonly host: string | null;
  /** A rule for translation has decided about them: no other one is asked. */
  readonly translated: boolean;
  /** That has changed the address or the port. */
  readonly changed: boolean;
  /** Passed on to another machine. */
  readonly away: boolean;
  readonly mark: number | null;
  readonly connectionMark: number | null;
  readonly state: ConnectionState;
  readonly certainty: Exclude<Certainty, 'no'>;
  readonly why?: string;
}

/** What is the same for all packets of one question. */
export interface Situation {
  readonly family: 4 | 6;
  readonly hook: Hook;
  /** Connection tracking has seen the packets; it comes at priority -200. */
  readonly tracked: boolean;
  /** Which side's port the flows are about; the other one is any that a client picks. */
  readonly varies: 'source' | 'destination';
  readonly from: AddressRange | null;
  /** As the client dials it. */
  readonly dialled: AddressRange | null;
  /** The dialled address is one of this machine. */
  readonly local: boolean;
  readonly inInterface: string | null;
  /** The interface that leads to an address, as far as the rules tell. */
  outInterface(to: AddressRange): string | null;
}

export interface TestedPorts {
  readonly ports: PortSet;
  readonly answer: Answer;
}

const YES: Answer = { match: 'yes' };
const NO: Answer = { match: 'no' };

/** Ports that clients' systems pick for outgoing connections. */
const CLIENT_PORTS: PortRange = { low: 1024, high: ALL_PORTS.high };

/** Interfaces to the machine itself, its containers and virtual machines: no outside client comes in by them. */
export const INSIDE =
  /^(lo$|docker|veth|virbr|lxcbr|lxdbr|podman|cni|cali|flannel|kube-|cbr0$|vnet|br-[0-9a-f]{12}$)/;

/** Whether a condition holds, where it is not about ports. */
export function testWhole(
  condition: Exclude<Condition, { kind: 'port' }>,
  flow: Flow,
  situation: Situation,
): Answer {
  switch (condition.kind) {
    case 'fixed':
      return condition.answer;
    case 'address':
      return testAddress(condition, flow, situation);
    case 'interface':
      return testInterface(condition, flow, situation);
    case 'state':
      return sure(
        (condition.states.includes(stateOf(flow, situation)) ||
          (condition.orTranslated === true && flow.changed)) !== condition.negated,
      );
    case 'translated':
      return hasConnection(flow, situation) ? sure(flow.changed !== condition.negated) : NO;
    case 'local':
      return sure((situation.local && !flow.away) !== condition.negated);
    case 'mark': {
      if (condition.of === 'connection' && !hasConnection(flow, situation)) return NO;
      const mark = condition.of === 'packet' ? flow.mark : flow.connectionMark;
      if (mark === null) return { match: 'unknown', why: 'a mark that is set elsewhere' };
      return sure(((mark & condition.mask) >>> 0 === condition.value) !== condition.negated);
    }
    case 'family':
      return sure((condition.family === situation.family) !== condition.negated);
  }
}

/** Without one, nothing about a connection matches, negated or not. */
export function hasConnection(flow: Flow, { tracked }: Situation): boolean {
  return tracked && flow.state !== 'untracked';
}

/** Before connection tracking has seen it, a packet counts as invalid. */
function stateOf(flow: Flow, { tracked }: Situation): ConnectionState {
  return tracked || flow.state === 'untracked' ? flow.state : 'invalid';
}

function sure(matches: boolean): Answer {
  return matches ? YES : NO;
}

function negate(answer: Answer): Answer {
  if (answer.match === 'yes') return NO;
  return answer.match === 'no' ? YES : answer;
}

/**
 * Whether a condition about ports holds, for each part of the flow's ports.
 * @param all whether those that surely do not match are told too
 */
export function testPort(
  { side, ports, negated }: Extract<Condition, { kind: 'port' }>,
  flow: Flow,
  situation: Situation,
  all: boolean,
): readonly TestedPorts[] {
  const other = testClientPort(ports);
  const whole = (answer: Answer): TestedPorts[] => [
    { ports: flow.ports, answer: negated ? negate(answer) : answer },
  ];
  if (side === 'original' && !hasConnection(flow, situation)) return [{ ports: flow.ports, answer: NO }];
  if (side !== 'original' && side !== 'either' && side !== situation.varies) return whole(other);
  if (side === 'either' && other.match === 'yes') return whole(YES);
  const rest = side === 'either' ? other : NO;
  const { gathered } = flow;
  if (gathered !== null && side !== 'original') {
    return whole(ports.some(({ low, high }) => low <= gathered && gathered <= high) ? YES : rest);
  }
  const shift = side === 'original' ? 0 : flow.shift;
  const ranges =
    shift === 0 ? ports : ports.map(({ low, high }) => ({ low: low - shift, high: high - shift }));
  const inside = flow.ports.within(ranges);
  if (inside.empty) return whole(rest);
  if (inside === flow.ports) return whole(YES);
  const outside = negated ? negate(rest) : rest;
  return [
    { ports: inside, answer: negated ? NO : YES },
    ...(all || outside.match !== 'no' ? [{ ports: flow.ports.without(ranges), answer: outside }] : []),
  ];
}

function testClientPort(ports: readonly PortRange[]): Answer {
  let covered = CLIENT_PORTS.low;
  let touched = false;
  for (const { low, high } of ports) {
    if (high < CLIENT_PORTS.low) continue;
    touched = true;
    if (low <= covered) covered = Math.max(covered, high + 1);
  }
  if (covered > CLIENT_PORTS.high) return YES;
  return touched ? { match: 'some', why: 'clients with certain ports of their own' } : NO;
}

function testAddress(
  { side, ranges, negated }: Extract<Condition, { kind: 'address' }>,
  flow: Flow,
  situation: Situation,
): Answer {
  if (side === 'original' && !hasConnection(flow, situation)) return NO;
  const answer = addressAnswer(side, ranges, flow, situation);
  if (answer.match === 'yes' || answer.match === 'no') return negated ? negate(answer) : answer;
  const names = ranges.map(addressText).slice(0, 3).join(', ');
  return {
    match: answer.match,
    why: `${negated ? 'not ' : ''}${side === 'source' ? 'from' : 'to'} ${names}`,
  };
}

function addressAnswer(
  side: 'source' | 'destination' | 'original',
  ranges: readonly AddressRange[],
  flow: Flow,
  { family, from, dialled, varies }: Situation,
): Answer {
  const own = ranges.filter((range) => range.family === family);
  if (own.length === 0) return NO;
  if (own.some(isEveryAddress)) return YES;
  // In the output hook the machine itself is the source.
  const known = side === 'source' ? from : side === 'original' ? dialled : flow.to;
  if (known) return sure(own.some((range) => holds(range, known)));
  if (side === 'source' || varies === 'source' || !flow.translated) {
    if (own.every(isNeverOutside)) return NO;
  }
  return { match: 'some' };
}

function testInterface(
  { side, names, negated }: Extract<Condition, { kind: 'interface' }>,
  flow: Flow,
  situation: Situation,
): Answer {
  const known = interfaceOf(side, flow, situation);
  if (known !== null) return sure(names.some((name) => isNamed(name, known)) !== negated);
  // Without a wildcard in front of them, none of these can be an outside client's interface.
  const inside = side === 'in' || !flow.away;
  if (inside && names.every((name) => INSIDE.test(name))) return sure(negated);
  if (names.includes('*')) return sure(!negated);
  const list = names.slice(0, 3).join(', ');
  return {
    match: 'some',
    why: `${negated ? 'not ' : ''}${side === 'in' ? 'by' : 'out by'} ${list}`,
  };
}

/** Empty where there is none in this hook, null where it is not known. */
function interfaceOf(side: 'in' | 'out', flow: Flow, situation: Situation): string | null {
  const { hook } = situation;
  if (side === 'in') return hook === 'output' || hook === 'postrouting' ? '' : situation.inInterface;
  if (hook === 'prerouting' || hook === 'input') return '';
  // An answer, and what belongs to a session, leaves by where the client came in.
  if (hook === 'output') return situation.inInterface;
  return flow.to ? situation.outInterface(flow.to) : null;
}

function isNamed(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
