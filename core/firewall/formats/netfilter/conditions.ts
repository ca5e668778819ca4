import { CONNECTION_STATES, fixed, type Condition, type ConnectionState } from './rules.js';

/** Flags of the TCP header, by the names that both tools have for them. */
export const TCP_FLAGS: ReadonlyMap<string, number> = new Map(
  'fin syn rst psh ack urg ecn cwr'.split(' ').map((name, bit) => [name, 1 << bit]),
);
/** The one flag of a connection's first packet. */
export const SYN = 2;

export function stateNamed(name: string): ConnectionState | undefined {
  return CONNECTION_STATES.find((state) => state === name);
}

/** Whether the destination's address is of one of these types; an address is local or unicast here. */
export function destinationType(types: readonly string[], negated: boolean): Condition {
  const [local, unicast] = [types.includes('local'), types.includes('unicast')];
  return local === unicast ? fixed(local !== negated) : { kind: 'local', negated: negated !== unicast };
}
