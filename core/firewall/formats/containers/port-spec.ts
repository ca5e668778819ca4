import { ALL_PORTS } from '../../ports/port-spans.js';
import type { PortRange } from '../../reading.js';
import { HOLE } from './placeholders.js';

/** What `-p` and a line of `ports:` ask a container engine for. */
export type PortSpec =
  | {
      /**
       * - `published`: these outer ports lead to these inner ones, in step
       * - `one-of`: one of the outer ports, which the engine picks, leads to the inner one
       * - `any`: the engine picks outer ports, one for each inner one
       */
      readonly kind: 'published' | 'one-of' | 'any';
      /** Address of the host; empty: all of them. Null: not known. */
      readonly host: string | null;
      /** Empty range (low 0) for `any`; null: not known. */
      readonly outer: PortRange | null;
      readonly inner: PortRange | null;
      readonly protocol: string;
    }
  /** The engine refuses it. `outer`: what its author may have meant to publish. */
  | { readonly kind: 'invalid'; readonly why: string; readonly outer?: PortRange };

const NO_PORTS: PortRange = { low: 0, high: 0 };
const ADDRESS = /^[0-9a-f.:]*$/i;
const LONGEST = 200;

/** `[HOST:][OUTER:]INNER[/PROTOCOL]` as the Docker engine takes it apart; holes are parts that are not known. */
export function parsePortSpec(text: string): PortSpec {
  if (text.length > LONGEST) return { kind: 'invalid', why: 'it is too long' };
  // One hole may be filled with a whole mapping.
  if (text.startsWith(HOLE) && new Set(text).size === 1) return spec('published', null, null, null, HOLE);
  const slash = text.lastIndexOf('/');
  const protocol = (slash < 0 ? 'tcp' : text.slice(slash + 1)).toLowerCase();
  if (!['tcp', 'udp', 'sctp'].includes(protocol) && !protocol.includes(HOLE)) {
    return { kind: 'invalid', why: `"${protocol}" is no protocol` };
  }
  const parts = (slash < 0 ? text : text.slice(0, slash)).split(':');
  const host = hostOf(parts.slice(0, -2).join(':'));
  if (host === undefined) return { kind: 'invalid', why: 'its address is no IP address' };
  const inner = rangeOf(parts.at(-1) ?? '');
  if (inner === 'invalid') return { kind: 'invalid', why: 'its container port is no port' };
  const written = parts.at(-2) ?? '';
  // Port 0 is the kernel's word for any.
  if (written === '' || /^0+$/.test(written)) return spec('any', host, NO_PORTS, inner, protocol);
  const outer = rangeOf(written);
  if (outer === 'invalid') return { kind: 'invalid', why: 'its host port is no port' };
  if (!outer || !inner) return spec('published', host, outer, inner, protocol);
  const sizes = [outer, inner].map(({ low, high }) => high - low + 1);
  if (sizes[0] === sizes[1]) return spec('published', host, outer, inner, protocol);
  if (sizes[1] === 1) return spec('one-of', host, outer, inner, protocol);
  return { kind: 'invalid', why: `${sizes.join(' ports outside, ')} inside`, outer };
}

function spec(
  kind: 'published' | 'one-of' | 'any',
  host: string | null,
  outer: PortRange | null,
  inner: PortRange | null,
  protocol: string,
): PortSpec {
  return { kind, host, outer, inner, protocol };
}

/** `21` or `21100-21110`; null where a part is not known. */
export function rangeOf(text: string): PortRange | 'invalid' | null {
  if (text.includes(HOLE)) return null;
  const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(text);
  if (!match) return 'invalid';
  const low = Number(match[1]);
  const high = Number(match[2] ?? match[1]);
  return low < 1 || high > ALL_PORTS.high || low > high ? 'invalid' : { low, high };
}

function hostOf(text: string): string | null | undefined {
  if (text.includes(HOLE)) return null;
  const bare = /^\[([^\]]*)\]$/.exec(text)?.[1] ?? text;
  return ADDRESS.test(bare) ? bare : undefined;
}

/** Who gets in at a port that is bound to this address of the host; undefined: everyone. */
export function boundTo(host: string): string | undefined {
  if (/^127\.|^[0:]*:0*1$/.test(host)) return 'only from this machine';
  if (host.includes(':')) return 'only over IPv6';
  return undefined;
}

/** An address that is one of the host's, where it is one. */
export function ownAddress(host: string | null): string | undefined {
  return host === null || /^(?:0\.0\.0\.0|[0:]*)$/.test(host) || boundTo(host) ? undefined : host;
}
