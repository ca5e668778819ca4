import type { TextSpan } from '../../reading.js';
import type { Claim } from '../port-cover.js';
import { interpolate } from './compose-variables.js';
import { parsePortSpec, rangeOf, type PortSpec } from './port-spec.js';
import { holeName, publish, type Published } from './publishing.js';
import type { YamlDocument, YamlNode, YamlText } from './yaml-tree.js';

/** One item of `ports:`. */
export interface PortEntry extends Published {
  readonly quote: '"' | "'" | '';
  /** It says `/tcp`. */
  readonly spelt: boolean;
}

const UNQUOTED = { quote: '', spelt: false } as const;

/** One item, in the short or the long form, of the service `name`. */
export function readPortEntry(document: YamlDocument, node: YamlNode, name: string): PortEntry {
  const short = document.text(node);
  return short ? shortForm(short, document.spanOf(node), name) : longForm(document, node, name);
}

function shortForm(item: YamlText, at: TextSpan, name: string): PortEntry {
  const { text, unknown } = interpolate(item.text);
  const entry = publish(parsePortSpec(text), { at, text: item.at, name, unknown: holeName(unknown) });
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
  if (!target) {
    const why = 'a port without target';
    return { claims: [], mentions: [], unread: [{ at, why }], host: '', hides: why, ...UNQUOTED };
  }
  const spec = longSpec(target.text, published?.text ?? '', host?.text ?? '', protocol?.text ?? 'tcp');
  const context = { at, text: (published ?? target).at, name, unknown: holeName(unknown) };
  return { ...publish(spec, context), ...UNQUOTED };
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
