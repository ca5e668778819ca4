/** Rules that another one may be written after: those that let ports through for everyone. */
import type { PortMention, PortWitness } from '../../reading.js';
import type { Condition } from './rules.js';

/** Holds for every client; on a gateway it may name a single inner machine. */
export function isForEveryone(condition: Condition, role: PortWitness['role']): boolean {
  const side = role === 'output' ? 'source' : 'destination';
  if (condition.kind === 'fixed') return condition.answer.match === 'yes';
  if (condition.kind === 'family') return role === 'forward';
  if ('negated' in condition && condition.negated) return false;
  if (condition.kind === 'state') return condition.states.includes('new');
  const isSided = condition.kind === 'port' || (condition.kind === 'address' && role === 'forward');
  return isSided && condition.side === side;
}

export function keepsControlPort({ ports, inner }: PortMention): boolean {
  return ports.low <= 21 && 21 <= ports.high && inner?.low === ports.low;
}
