import type { PortMention, PortRange, TextSpan, Unread } from '../../reading.js';
import { interpolate } from './compose-variables.js';
import { HOLE } from './placeholders.js';
import type { Claim } from '../port-cover.js';
import { boundTo, parsePortSpec, rangeOf, type PortSpec } from './port-spec.js';
import type { YamlDocument, YamlNode, YamlText } from './yaml-tree.js';

/** One item of `ports:`. */
export interface PortEntry {
  readonly claims: readonly Claim[];
  readonly mentions: readonly PortMention[];
  readonly unread: readonly Unread[];
  /** The host's address it is bound to: empty for all, null where it is not known. */
  readonly host: string | null;
  /** Why it may publish any port; absent where that is certain. */
  readonly hides?: string;
  readonly quote: '"' | "'" | '';
  /** It says `/tcp`. */
  readonly spelt: boolean;
}

/** Where an engine takes ports from when it may choose: the kernel's ephemeral ports. */
const PICKED: PortRange = { low: 32768, high: 60999 };

/** Ports to pick from that are told one by one. */
const PICK_LIMIT = 500;

/** One item, in the short or the long form, of the service `name`. */
export function readPortEntry(document: YamlDocument, node: YamlNode, name: string): PortEntry {
  const short = document.text(node);
  return short ? shortForm(short, document.spanOf(node), name) : longForm(document, node, name);
}

function shortForm(item: YamlText, at: TextSpan, name: string): PortEntry {
  const { text, unknown } = interpolate(item.text);
  const entry = entryOf(parsePortSpec(text), { at, text: item.at, name, unknown: holeName(unknown) });
  const claims = entry.claims.map((claim) => ({ ...claim, ...sexagesimal(item, claim) }));
  return { ...entry, claims, quote: item.quote, spelt: /\/tcp$/i.test(item.text) };
}

/** Compose's first versions read YAML 1.1, where `21:21` without quotes counts minutes. */
function sexagesimal({ text, quote }: YamlText, { fate, why }: Claim): { why?: string } {
  const match = quote === '' && /^([1-9]\d{0,9}):([0-5]?\d)$/.exec(text);
  if (!match || fate !== 'open' || why !== undefined) return {};
  const value = Number(match[1]) * 60 + Number(match[2]);
  return { why: `docker-compose 1 reads it as the number ${value} unless it stands in quotes` };
}

function longForm(document: YamlDocument, node: YamlNode, name: string): PortEntry {
  const unknown: string[] = [];
  const part = (key: string): YamlText | undefined => {
    const found = document.text(document.value(node, key));
    if (!found) return undefined;
    const { text, unknown: names } = interpolate(found.text);
    unknown.push(...names);
    return { ...found, text };
  };
  const [target, published, host, protocol] = ['target', 'published', 'host_ip', 'protocol'].map(part);
  const at = document.spanOf(node);
  // A form that newer versions may have, or half of an entry.
  if (!target)
    return { ...NOTHING, unread: [{ at, why: 'a port without target' }], hides: 'a port without target' };
  const spec = longSpec(target.text, published?.text ?? '', host?.text ?? '', protocol?.text ?? 'tcp');
  return entryOf(spec, { at, text: (published ?? target).at, name, unknown: holeName(unknown) });
}

function longSpec(target: string, published: string, host: string, protocol: string): PortSpec {
  const inner = rangeOf(target);
  if (inner === 'invalid' || (inner && inner.low !== inner.high)) {
    const outer = rangeOf(published);
    const why = 'the long form takes one target port';
    return { kind: 'invalid', why, ...(outer && outer !== 'invalid' ? { outer } : {}) };
  }
  const address = host === '' ? '' : `${host.includes(':') ? `[${host}]` : host}:`;
  return parsePortSpec(
    `${address}${published === '' && address === '' ? '' : `${published}:`}${target}/${protocol}`,
  );
}

interface Context {
  readonly at: TextSpan;
  /** Of the port text alone. */
  readonly text: TextSpan;
  readonly name: string;
  readonly unknown: string;
}

function entryOf(spec: PortSpec, context: Context): PortEntry {
  const { at, text, name, unknown } = context;
  if (spec.kind === 'invalid') {
    const why = `the engine refuses it: ${spec.why}`;
    const claims: Claim[] = spec.outer ? [{ ports: spec.outer, fate: 'rejected', at, why }] : [];
    return { ...NOTHING, claims, unread: [{ at: text, why }] };
  }
  const { host, outer, inner, protocol } = spec;
  if (protocol !== 'tcp' && !protocol.includes(HOLE))
    return { ...NOTHING, host, claims: otherProtocol(spec, at) };
  const isCertain = outer !== null && inner !== null && host !== null && protocol === 'tcp';
  const unread: Unread[] = isCertain ? [] : [{ at: text, why: unknown }];
  if (!outer) return { ...NOTHING, host, unread, hides: unknown };
  if (spec.kind === 'any') return { ...NOTHING, host, unread, ...pickedByEngine(inner, context) };
  const claim = { at, innerHost: name, ...fateOf(spec, isCertain ? undefined : unknown) };
  const claims =
    spec.kind === 'one-of'
      ? [...portsIn(outer)].map((port) => ({
          ...claim,
          ports: { low: port, high: port },
          ...shift(port, inner),
        }))
      : [{ ...claim, ports: outer, ...shift(outer.low, inner) }];
  const shown = spec.kind === 'published' && inner ? { inner } : {};
  return {
    ...NOTHING,
    host,
    unread,
    claims,
    mentions: [{ at: text, ports: outer, ...shown, does: 'publishes' }],
  };
}

function fateOf(
  { kind, host }: Exclude<PortSpec, { kind: 'invalid' }>,
  unknown?: string,
): Pick<Claim, 'fate' | 'why'> {
  if (unknown !== undefined) return { fate: 'unknown', why: unknown };
  if (kind === 'one-of') return { fate: 'unknown', why: 'the engine takes one of these ports' };
  const bound = boundTo(host ?? '');
  return bound === undefined ? { fate: 'open' } : { fate: 'some', why: bound };
}

/** Where the port behind is another one. */
function shift(outer: number, inner: PortRange | null): Pick<Claim, 'innerLow'> {
  return inner && inner.low !== outer ? { innerLow: inner.low } : {};
}

function* portsIn({ low, high }: PortRange): Iterable<number> {
  for (let port = low; port <= Math.min(high, low + PICK_LIMIT); port++) yield port;
}

const NOTHING: PortEntry = { claims: [], mentions: [], unread: [], host: '', quote: '', spelt: false };

/** The same ports for UDP: worth pointing at where the TCP ones are missing. */
function otherProtocol(
  { outer, protocol }: { outer: PortRange | null; protocol: string },
  at: TextSpan,
): Claim[] {
  if (!outer || outer.low === 0) return [];
  return [{ ports: outer, fate: 'rejected', at, why: `published for ${protocol.toUpperCase()} only` }];
}

/** Some port of the host leads there; the same one practically never. */
function pickedByEngine(
  inner: PortRange | null,
  { at, text }: Context,
): Pick<PortEntry, 'claims' | 'mentions'> {
  const picked: Claim = { ports: PICKED, fate: 'unknown', at, why: 'the engine picks the outer ports' };
  if (!inner) return { claims: [picked], mentions: [] };
  const why = 'without an outer port the engine picks one';
  return {
    claims: [picked, { ports: inner, fate: 'rejected', at, why }],
    mentions: [{ at: text, ports: inner, does: 'exposes' }],
  };
}

function holeName(unknown: readonly string[]): string {
  const [name] = unknown;
  return name === undefined ? 'what a template fills in' : `the variable ${name.slice(0, 80)}`;
}
