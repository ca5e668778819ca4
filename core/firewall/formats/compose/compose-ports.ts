import type { TextSpan } from '../../reading.js';
import type { Claim } from '../../ports/first-match.js';
import { interpolate, type Interpolated, type Variables } from './compose-variables.js';
import { parsePortSpec, rangeOf, type PortSpec } from '../containers/port-spec.js';
import { holeName, publish, type Published } from '../containers/publishing.js';
import type { YamlDocument, YamlNode, YamlText } from '../containers/yaml-tree.js';

/** One item of `ports:`. */
export interface PortEntry extends Published {
  readonly quote: '"' | "'" | '';
  /** It says `/tcp`. */
  readonly spelt: boolean;
}

/** The service that an item belongs to, and what its variables stand for. */
interface PortContext {
  readonly name: string;
  readonly variables: Variables;
}

const UNQUOTED = { quote: '', spelt: false } as const;

/** One item, in the short or the long form. */
export function readPortEntry(document: YamlDocument, node: YamlNode, context: PortContext): PortEntry {
  const short = document.text(node);
  return short ? shortForm(short, document.spanOf(node), context) : longForm(document, node, context);
}

function shortForm(item: YamlText, at: TextSpan, { name, variables }: PortContext): PortEntry {
  const { text, unknown, isFilled } = interpolate(item.text, variables);
  const asked = parsePortSpec(text);
  const spec = isFilled ? discreet(asked) : asked;
  const found = publish(spec, { at, text: item.at, name, unknown: holeName(unknown) });
  const entry = isFilled ? filled(found, item.text) : found;
  const claims = entry.claims.map((claim) => ({ ...claim, ...sexagesimal(item, claim) }));
  return { ...entry, claims, quote: item.quote, spelt: /\/tcp$/i.test(item.text) };
}

/** What comes out of another file is not repeated, except the ports. */
function discreet(spec: PortSpec): PortSpec {
  return spec.kind === 'invalid' ? { ...spec, why: 'filled in, it is no mapping of ports' } : spec;
}

function filled(entry: Published, written: string): Published {
  return {
    ...entry,
    host: entry.host !== null && written.includes(entry.host) ? entry.host : null,
    mentions: entry.mentions.map((mention) => ({ ...mention, isFilled: true })),
  };
}

/** Compose's first versions read YAML 1.1, where `21:21` without quotes counts minutes. */
function sexagesimal({ text, quote }: YamlText, { status, why }: Claim): { why?: string } {
  const match = quote === '' && /^([1-9]\d{0,9}):([0-5]?\d)$/.exec(text);
  if (!match || status !== 'open' || why !== undefined) return {};
  const value = Number(match[1]) * 60 + Number(match[2]);
  return { why: `docker-compose 1 reads it as the number ${value} unless it stands in quotes` };
}

function longForm(document: YamlDocument, node: YamlNode, { name, variables }: PortContext): PortEntry {
  const part = (key: string): FilledText | undefined => {
    const found = document.text(document.value(node, key));
    return found && { ...found, written: found.text, ...interpolate(found.text, variables) };
  };
  const parts = ['target', 'published', 'host_ip', 'protocol'].map(part);
  const [target, published, host, protocol] = parts;
  const at = document.spanOf(node);
  // A form that newer versions may have, or half of an entry.
  if (!target) {
    const why = 'a port without target';
    return { claims: [], mentions: [], unread: [{ at, why }], host: '', hides: why, ...UNQUOTED };
  }
  const asked = longSpec(target.text, published?.text ?? '', host?.text ?? '', protocol?.text ?? 'tcp');
  const unknown = holeName(parts.flatMap((one) => one?.unknown ?? []));
  const context = { at, text: (published ?? target).at, name, unknown };
  const isFilled = parts.some((one) => one?.isFilled === true);
  const entry = publish(isFilled ? discreet(asked) : asked, context);
  return { ...(isFilled ? filled(entry, host?.written ?? '') : entry), ...UNQUOTED };
}

interface FilledText extends YamlText, Interpolated {
  readonly written: string;
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
