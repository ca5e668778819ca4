import type { Verdict } from '../netfilter/rules.js';
import type { Cursor } from './cursor.js';

/** The verdict at the cursor, if there is one. */
export function readVerdict(cursor: Cursor): Verdict | null {
  const word = cursor.text();
  switch (word) {
    case 'accept':
    case 'drop':
    case 'return':
      cursor.at++;
      return { kind: word };
    case 'reject':
      cursor.at++;
      cursor.skipToHead();
      return { kind: 'reject' };
    case 'jump':
    case 'goto': {
      const chain = cursor.peek(1);
      cursor.at += 2;
      return chain?.kind === 'unknown' || !chain
        ? { kind: 'unknown', why: chain?.why ?? 'a chain that is missing' }
        : { kind: word, chain: chain.text };
    }
    case 'queue':
    case 'tproxy':
    case 'synproxy':
    case 'fwd':
      cursor.at = cursor.tokens.length;
      return { kind: 'unknown', why: `"${word}", which hands packets to something else` };
    default:
      return null;
  }
}
