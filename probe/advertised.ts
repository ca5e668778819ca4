import type { PassiveMode } from '../core/verdict/observation.js';
import { printable } from './printable.js';
import type { Reply } from './reply-reader.js';

/** Where a 227 or 229 says that the server listens. */
export interface Advertised {
  readonly host: string | null;
  readonly port: number | null;
  readonly raw: string;
  readonly problems: readonly string[];
}

export function advertisedIn(reply: Reply, mode: PassiveMode, _peer: string): Advertised {
  const raw = printable(reply.text, 500);
  if (mode === 'EPSV') {
    const port = Number(/\(([!-~])\1\1(\d{1,5})\1\)/.exec(raw)?.[2] ?? NaN);
    return { host: null, port: Number.isInteger(port) && port <= 65535 ? port : null, raw, problems: [] };
  }
  const numbers = (/(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(raw) ?? []).slice(1).map(Number);
  if (numbers.length !== 6 || numbers.some((one) => one > 255)) return { host: null, port: null, raw, problems: ['pasv-unparsable'] };
  const [high = 0, low = 0] = numbers.slice(4);
  return { host: numbers.slice(0, 4).join('.'), port: high * 256 + low, raw, problems: [] };
}
