import { firewalldPorts } from './ports.js';
import type { XmlNode } from './xml-tree.js';
import { plainRule, type RuleAddress, type RuleElement, type ZoneRule } from './zone.js';

/** firewalld takes a rule it cannot read for a reason to refuse the file: such a rule counts as absent. */
export function ruleFrom(node: XmlNode): ZoneRule | null {
  if (node.name === 'rule') return richRule(node);
  const element = elementFrom(node);
  return element ? plainRule(element, node.at) : null;
}

export function richRule(node: XmlNode): ZoneRule | null {
  const child = (name: string): XmlNode | undefined => node.children.find((one) => one.name === name);
  const action = (['accept', 'reject', 'drop'] as const).find((name) => child(name)) ?? 'none';
  const elements = node.children.filter((one) => ELEMENTS.includes(one.name));
  const [first] = elements;
  const element = first
    ? elementFrom(first)
    : { kind: action === 'none' ? ('nothing' as const) : ('all' as const) };
  if (!element) return null;
  const family = node.attribute('family');
  const priority = Number(node.attribute('priority') ?? '0');
  const limit = child(action)?.children.find((one) => one.name === 'limit');
  return {
    priority: Number.isInteger(priority) ? priority : 0,
    family: family === 'ipv4' ? 4 : family === 'ipv6' ? 6 : null,
    source: addressFrom(child('source')),
    destination: addressFrom(child('destination')),
    element,
    action,
    limit: limit?.attribute('value') ?? null,
    at: node.at,
  };
}

const ELEMENTS: readonly string[] = [
  'service',
  'port',
  'protocol',
  'source-port',
  'forward-port',
  'icmp-block',
  'icmp-type',
  'masquerade',
  'tcp-mss-clamp',
];

function addressFrom(node: XmlNode | undefined): RuleAddress | null {
  if (!node) return null;
  const inverted = /^(?:true|yes)$/i.test(node.attribute('invert') ?? '');
  for (const kind of ['address', 'mac', 'ipset'] as const) {
    const text = node.attribute(kind);
    if (text !== undefined) return { kind, text, inverted };
  }
  return null;
}

/** Null where it opens nothing, or cannot be read. */
export function elementFrom(node: XmlNode): RuleElement | null {
  const name = node.attribute('name');
  switch (node.name) {
    case 'service':
      return name === undefined ? null : { kind: 'service', name, at: node.valueAt('name') };
    case 'protocol':
      return { kind: isTcp(node.attribute('value')) ? 'all' : 'nothing' };
    case 'port':
    case 'source-port':
    case 'forward-port':
      return portElement(node);
    default:
      return { kind: 'nothing' };
  }
}

function portElement(node: XmlNode): RuleElement | null {
  if (!isTcp(node.attribute('protocol'))) return { kind: 'nothing' };
  const ports = firewalldPorts(node.attribute('port') ?? '');
  if (!ports) return null;
  const at = node.valueAt('port');
  if (node.name === 'port') return { kind: 'ports', ports, at };
  if (node.name === 'source-port') return { kind: 'source-port', ports };
  const to = node.attribute('to-port');
  const toPorts = to === undefined ? null : firewalldPorts(to);
  if (to !== undefined && !toPorts) return null;
  // From one number to the other, so that both can be rewritten at once.
  const last = to === undefined ? at : node.valueAt('to-port');
  const both = { start: Math.min(at.start, last.start), end: Math.max(at.end, last.end) };
  return { kind: 'forward', ports, at: both, toPorts, toAddress: node.attribute('to-addr') ?? null };
}

export function isTcp(protocol: string | undefined): boolean {
  return protocol?.toLowerCase() === 'tcp' || protocol === '6';
}
