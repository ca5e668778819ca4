import type { PortMention, PortRange, TextSpan, Unread } from '../../reading.js';
import type { Claim } from '../../ports/first-match.js';
import { HOLE } from './placeholders.js';
import { boundTo, ownAddress, type PortSpec } from './port-spec.js';

/** What one request to publish ports comes to. */
export interface Published {
  readonly claims: readonly Claim[];
  readonly mentions: readonly PortMention[];
  readonly unread: readonly Unread[];
  /** The host's address it is bound to: empty for all, null where it is not known. */
  readonly host: string | null;
  /** Why it may publish any port; absent where that is certain. */
  readonly hides?: string;
}

/** Where an engine takes ports from when it may choose: the kernel's ephemeral ports. */
export const PICKED: PortRange = { low: 32768, high: 60999 };
/** Ports to pick from that are told one by one. */
const PICK_LIMIT = 500;

interface Context {
  /** Of the whole item or option. */
  readonly at: TextSpan;
  /** Of the port text alone. */
  readonly text: TextSpan;
  /** The container's. */
  readonly name: string;
  /** Why a hole is one. */
  readonly unknown: string;
}

/** What a request to a container engine comes to. */
export function publish(spec: PortSpec, context: Context): Published {
  const { at, text, name, unknown } = context;
  if (spec.kind === 'invalid') {
    const why = `the engine refuses it: ${spec.why}`;
    const claims: Claim[] = spec.outer ? [{ ports: spec.outer, status: 'rejected', at, why }] : [];
    return { ...NOTHING_PUBLISHED, claims, unread: [{ at: text, why }] };
  }
  const { host, outer, inner, protocol } = spec;
  if (protocol !== 'tcp' && !protocol.includes(HOLE))
    return { ...NOTHING_PUBLISHED, host, claims: otherProtocol(spec, at) };
  const isCertain = outer !== null && inner !== null && host !== null && protocol === 'tcp';
  const unread: Unread[] = isCertain ? [] : [{ at: text, why: unknown }];
  if (!outer) return { ...NOTHING_PUBLISHED, host, unread, hides: unknown };
  if (spec.kind === 'any') return { ...NOTHING_PUBLISHED, host, unread, ...pickedByEngine(inner, context) };
  const claim = { at, innerHost: name, ...statusOf(spec, isCertain ? undefined : unknown) };
  const claims =
    spec.kind === 'one-of'
      ? [...portsWithin(outer)].map((port) => ({
          ...claim,
          ports: { low: port, high: port },
          ...shift(port, inner),
        }))
      : [{ ...claim, ports: outer, ...shift(outer.low, inner) }];
  const shown = spec.kind === 'published' && inner ? { inner } : {};
  return {
    ...NOTHING_PUBLISHED,
    host,
    unread,
    claims,
    mentions: [{ at: text, ports: outer, ...shown, does: 'publishes' }],
  };
}

function statusOf(
  { kind, host }: Exclude<PortSpec, { kind: 'invalid' }>,
  unknown?: string,
): Pick<Claim, 'status' | 'why'> {
  if (unknown !== undefined) return { status: 'unknown', why: unknown };
  if (kind === 'one-of') return { status: 'unknown', why: 'the engine takes one of these ports' };
  const bound = boundTo(host ?? '');
  return bound === undefined ? { status: 'open' } : { status: 'some', why: bound };
}

/** The inner port, where it is another one. */
function shift(outer: number, inner: PortRange | null): Pick<Claim, 'innerLow'> {
  return inner && inner.low !== outer ? { innerLow: inner.low } : {};
}

function* portsWithin({ low, high }: PortRange): Iterable<number> {
  for (let port = low; port <= Math.min(high, low + PICK_LIMIT); port++) yield port;
}

const NOTHING_PUBLISHED: Published = { claims: [], mentions: [], unread: [], host: '' };

/** The same ports for UDP: worth pointing at where the TCP ones are missing. */
function otherProtocol(
  { outer, protocol }: { outer: PortRange | null; protocol: string },
  at: TextSpan,
): Claim[] {
  if (!outer || outer.low === 0) return [];
  return [{ ports: outer, status: 'rejected', at, why: `published for ${protocol.toUpperCase()} only` }];
}

/** Some port of the host leads there; the same one practically never. */
function pickedByEngine(
  inner: PortRange | null,
  { at, text }: Context,
): Pick<Published, 'claims' | 'mentions'> {
  const picked: Claim = { ports: PICKED, status: 'unknown', at, why: 'the engine picks the outer ports' };
  if (!inner) return { claims: [picked], mentions: [] };
  const why = 'without an outer port the engine picks one';
  return {
    claims: [picked, { ports: inner, status: 'rejected', at, why }],
    mentions: [{ at: text, ports: inner, does: 'exposes' }],
  };
}

/** What to call a hole that these variables have left. */
export function holeName(unknown: readonly string[]): string {
  const [name] = unknown;
  return name === undefined ? 'what a template fills in' : `the variable ${name.slice(0, 80)}`;
}

/** The one address of the host that all of them are bound to, where they are bound to any. */
export function outerHostOf(entries: readonly Published[]): string | undefined {
  const [host, ...more] = new Set(entries.flatMap((entry) => ownAddress(entry.host) ?? []));
  return more.length > 0 ? undefined : host;
}
