import { decodeLine } from '../../core/reply/decode.js';
import type { PassiveMode } from '../../core/events/observation.js';
import { printable, type Reply } from '../wire/index.js';

/** Where a 227 or 229 says that the server listens. */
export interface Advertised {
  readonly host: string | null;
  readonly port: number | null;
  /** The reply's text, printable; after its code, where that is not the usual one. */
  readonly raw: string;
  readonly problems: readonly string[];
}

/** Lines of one reply that are looked at: a 227 has one, rarely two. */
const MAX_LINES = 20;

/** Reads the endpoint out of a positive reply to PASV or EPSV, on whichever of its lines it stands. */
export function advertisedIn(reply: Reply, mode: PassiveMode, peer: string): Advertised {
  const usual = mode === 'PASV' ? 227 : 229;
  const raw = printable(reply.code === usual ? reply.text : `${reply.code} ${reply.text}`, 500);
  const found = reply.text
    .split('\n', MAX_LINES)
    .flatMap((line) => decodeLine(`${reply.code} ${line}`, { peer }))
    .filter(({ direction }) => direction === 'reply');
  const endpoint = found.find(({ port }) => port !== null) ?? found[0];
  if (!endpoint)
    return { host: null, port: null, raw, problems: [mode === 'PASV' ? 'pasv-unparsable' : 'epsv-bad'] };
  const { host, port, problems } = endpoint;
  return { host, port, raw, problems };
}
