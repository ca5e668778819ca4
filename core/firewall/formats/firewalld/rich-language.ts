import type { TextSpan } from '../../reading.js';
import { firewalldPorts } from './ports.js';
import type { RuleAddress, RuleElement, ZoneRule } from './zone.js';
import type { SourceText } from '../support/source-text.js';

/** A word of the rich language: an element's name, or an attribute. */
interface RichWord {
  readonly name: string;
  readonly value: string | null;
  /** Of the value, without its quotes. */
  readonly at: TextSpan;
}

/** Attributes by name, after the element they belong to. */
type Attributes = ReadonlyMap<string, RichWord>;

const WORD = /([A-Za-z-]+)(?:=("[^"]*"|'[^']*'|[^\s"']*))?|\S/g;

/** A rule as `--add-rich-rule` takes it, from `offset` on; null where it is none. firewalld.richlanguage(5). */
export function readRichRule(source: SourceText, offset: number, at: TextSpan): ZoneRule | null {
  const elements = elementsOf(source, offset);
  const rule = elements?.find(({ name }) => name === 'rule')?.attributes;
  if (!elements || !rule) return null;
  const find = (name: string): Attributes | undefined =>
    elements.find((element) => element.name === name)?.attributes;
  const action = (['accept', 'reject', 'drop'] as const).find((name) => find(name) !== undefined) ?? 'none';
  const family = rule.get('family')?.value;
  const address = (name: 'source' | 'destination'): RuleAddress | null => addressFrom(find(name));
  const element = elementFrom(find, action);
  if (!element) return null;
  const priority = Number(rule.get('priority')?.value ?? '0');
  return {
    priority: Number.isInteger(priority) ? priority : 0,
    family: family === 'ipv4' ? 4 : family === 'ipv6' ? 6 : null,
    source: address('source'),
    destination: address('destination'),
    element,
    action,
    limit: limitOf(elements),
    at,
  };
}

interface Element {
  readonly name: string;
  readonly attributes: Map<string, RichWord>;
}

function elementsOf(source: SourceText, offset: number): readonly Element[] | null {
  const elements: Element[] = [];
  for (const match of source.text.slice(offset).matchAll(WORD)) {
    const [whole, name, value] = match;
    if (name === undefined) return null;
    if (value === undefined) {
      // `source NOT address=...`, the older spelling of invert="true".
      const last = elements[elements.length - 1];
      if (name.toLowerCase() === 'not' && last)
        last.attributes.set('invert', { name: 'invert', value: 'true', at: { start: 0, end: 0 } });
      else elements.push({ name, attributes: new Map() });
      continue;
    }
    const quoted = /^["']/.test(value);
    const bare = quoted ? value.slice(1, -1) : value;
    const end = offset + match.index + whole.length - (quoted ? 1 : 0);
    const word = { name, value: bare, at: source.span(end - bare.length, end) };
    const last = elements[elements.length - 1];
    if (!last) return null;
    last.attributes.set(name, word);
  }
  return elements;
}

function addressFrom(attributes: Attributes | undefined): RuleAddress | null {
  if (!attributes) return null;
  const inverted = /^(?:true|yes|1)$/i.test(attributes.get('invert')?.value ?? '');
  for (const kind of ['address', 'mac', 'ipset'] as const) {
    const text = attributes.get(kind)?.value;
    if (text) return { kind, text, inverted };
  }
  return null;
}

function elementFrom(
  find: (name: string) => Attributes | undefined,
  action: ZoneRule['action'],
): RuleElement | null {
  const service = find('service')?.get('name');
  if (service?.value) return { kind: 'service', name: service.value, at: service.at };
  const protocol = find('protocol');
  if (protocol) return { kind: isTcp(protocol.get('value')) ? 'all' : 'nothing' };
  const forward = find('forward-port');
  if (forward) return forwardFrom(forward);
  const port = find('port');
  if (port) return portsFrom('ports', port);
  const source = find('source-port');
  if (source) return portsFrom('source-port', source);
  const others = ['icmp-block', 'icmp-type', 'masquerade', 'tcp-mss-clamp', 'mark'];
  if (others.some((name) => find(name))) return { kind: 'nothing' };
  return { kind: action === 'none' ? 'nothing' : 'all' };
}

function isTcp(word: RichWord | undefined): boolean {
  return word?.value?.toLowerCase() === 'tcp' || word?.value === '6';
}

function portsFrom(kind: 'ports' | 'source-port', attributes: Attributes): RuleElement | null {
  if (!isTcp(attributes.get('protocol'))) return { kind: 'nothing' };
  const word = attributes.get('port');
  const ports = firewalldPorts(word?.value ?? '');
  if (!word || !ports) return null;
  return kind === 'ports' ? { kind, ports, at: word.at } : { kind, ports };
}

function forwardFrom(attributes: Attributes): RuleElement | null {
  if (!isTcp(attributes.get('protocol'))) return { kind: 'nothing' };
  const word = attributes.get('port');
  const ports = firewalldPorts(word?.value ?? '');
  const to = attributes.get('to-port')?.value ?? null;
  const toPorts = to ? firewalldPorts(to) : null;
  if (!word || !ports || (to && !toPorts)) return null;
  return {
    kind: 'forward',
    ports,
    at: word.at,
    toPorts,
    toAddress: attributes.get('to-addr')?.value ?? null,
  };
}

/** A limit of the action, not of a log entry. */
function limitOf(elements: readonly Element[]): string | null {
  const index = elements.findIndex(({ name }) => name === 'limit');
  const before = elements[index - 1]?.name;
  if (index < 0 || before === 'log' || before === 'nflog' || before === 'audit') return null;
  return elements[index]?.attributes.get('value')?.value ?? null;
}
