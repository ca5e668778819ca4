import { ALL_PORTS } from '../../ports/port-spans.js';
import type { FtpHelper, Packet, PortRange, RuleAddition, TextSpan } from '../../reading.js';
import { firewalldPorts } from './ports.js';
import { stockService } from './stock-services.js';
import { isTcp, ruleFrom } from './rule-elements.js';
import { restOf, zoneFindings, type Zone } from './zone.js';
import { ALONE, type Beside } from '../support/beside.js';
import { firstMatch, type OrderedRule } from '../../ports/first-match.js';
import type { Findings } from '../support/findings.js';
import { softened } from '../support/softened.js';
import { readXml, type XmlNode } from './xml-tree.js';

const NO_FINDINGS: Findings = { witnesses: [], helpers: [], mentions: [], unread: [] };

/** A zone, service, policy or direct file of firewalld, by its root element and the elements that only these have. */
export function isFirewalldXml(path: string, text: string): boolean {
  if (!/\.xml$/i.test(path)) return false;
  const root = /<(zone|service|policy|direct)[\s/>]/.exec(text.slice(0, 20_000))?.[1];
  if (root === undefined) return false;
  if (/(^|\/)firewalld\//i.test(path)) return true;
  if (root === 'direct') return /<(?:rule|passthrough)\s[^>]{0,200}\bipv\s*=/.test(text);
  return root === 'service'
    ? /<port\s[^>]{0,200}\bprotocol\s*=|<helper\s|<include\s+service/.test(text)
    : root === 'policy'
      ? /<(?:in|e)gress-zone\s/.test(text)
      : /<(?:short|service|port|rule|interface|source|masquerade|forward|(?:forward|source)-port|protocol)[\s/>]/.test(
          text,
        );
}

/**
 * What such a file says about TCP ports. Never throws; a file that is not well-formed is unread as a whole. Where direct
 * rules are asked first, only what is open is certain.
 */
export function readFirewalldXml(
  text: string,
  packet: Packet,
  path: string,
  { direct }: Beside = ALONE,
): Findings {
  const found = findingsIn(text, packet, path);
  if (!direct || !hasDirectRules(direct.text)) return found;
  const witnesses = found.witnesses.map((witness) => ({
    ...witness,
    runs: softened(witness.runs, [ALL_PORTS], 'direct.xml, which is asked first'),
  }));
  return { ...found, witnesses };
}

/** A file that cannot be read may hold any. */
function hasDirectRules(text: string): boolean {
  const root = readXml(text);
  return root === null || (root.name === 'direct' && directRules(root).length > 0);
}

function directRules({ children }: XmlNode): readonly XmlNode[] {
  return children.filter(({ name }) => name === 'rule' || name === 'passthrough');
}

function findingsIn(text: string, packet: Packet, path: string): Findings {
  const root = readXml(text);
  const whole = { start: 0, end: Math.min(text.length, 1) };
  if (!root) return { ...NO_FINDINGS, unread: [{ at: whole, why: 'it is no well-formed XML' }] };
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.xml$/i, '');
  switch (root.name) {
    case 'zone':
      return zoneFindings(zoneFrom(root, name, text), packet);
    case 'policy':
      return policyFindings(root, name, text, packet);
    case 'service':
      return serviceFindings(root, name, text);
    case 'direct':
      return directFindings(root);
    default:
      return NO_FINDINGS;
  }
}

/**
 * firewalld.direct(5): what direct rules accept is open with the iptables backend, and is asked again with that of
 * nftables. The file does not tell which one there is.
 */
function directFindings(root: XmlNode): Findings {
  const rules = directRules(root);
  const why = 'a direct rule, which counts as the backend of firewalld has it';
  return { ...NO_FINDINGS, unread: rules.map(({ at }) => ({ at, why })) };
}

function zoneFrom(root: XmlNode, name: string, text: string): Zone {
  const additions = elementAdditions(root, text, `<port port="{ports}" protocol="tcp"/>`);
  return {
    title: `zone ${name}`,
    rest: restOf(root.attribute('target')),
    rules: root.children.flatMap((child) => ruleFrom(child) ?? []),
    sources: root.children.flatMap((child) => (child.name === 'source' ? sourceName(child) : [])),
    at: headOf(root, text),
    ...(additions ? { additions } : {}),
  };
}

function sourceName(node: XmlNode): readonly string[] {
  const ipset = node.attribute('ipset');
  const name = node.attribute('address') ?? node.attribute('mac') ?? (ipset && `the ipset "${ipset}"`);
  return name === undefined ? [] : [name];
}

/** Policies for the machine itself; those between zones tell nothing about a server on it. */
function policyFindings(root: XmlNode, name: string, text: string, packet: Packet): Findings {
  const zones = (element: string): readonly (string | undefined)[] =>
    root.children.filter((child) => child.name === element).map((child) => child.attribute('name'));
  if (!zones('egress-zone').includes('HOST')) return NO_FINDINGS;
  const target = root.attribute('target') ?? 'CONTINUE';
  const zone = zoneFrom(root, name, text);
  return zoneFindings(
    {
      ...zone,
      title: `policy ${name}`,
      rest:
        target === 'CONTINUE'
          ? { status: 'unknown', certainty: 'unknown', why: 'the zones, which are asked next' }
          : restOf(target),
    },
    packet,
  );
}

/** What a service stands for; it opens nothing until a zone has it. */
function serviceFindings(root: XmlNode, name: string, text: string): Findings {
  const portRules: OrderedRule[] = [];
  const mentions: Findings['mentions'][number][] = [];
  const helpers: FtpHelper[] = [];
  for (const node of root.children) {
    const ports = node.name === 'port' && isTcp(node.attribute('protocol')) ? nodePorts(node) : null;
    if (ports) {
      portRules.push({ ports: [ports], status: 'open', certainty: 'yes', at: node.at });
      mentions.push({ at: node.valueAt('port'), ports, does: 'exposes' });
    }
    const included = node.name === 'include' ? node.attribute('service') : undefined;
    if (included !== undefined) portRules.push(includedRule(included, node.at));
    if (isFtpHelper(node)) helpers.push({ at: node.at, ports: [21], how: 'assigned' });
  }
  const additions = elementAdditions(root, text, `<port port="{ports}" protocol="tcp"/>`);
  return {
    witnesses: [
      {
        role: 'declare',
        name: `service ${name}`,
        runs: firstMatch(portRules, { status: 'rejected', certainty: 'yes' }),
        at: headOf(root, text),
        ...(additions ? { additions } : {}),
      },
    ],
    helpers,
    mentions,
    unread: [],
  };
}

function nodePorts(node: XmlNode): PortRange | null {
  return firewalldPorts(node.attribute('port') ?? '');
}

function includedRule(name: string, at: TextSpan): OrderedRule {
  const ports = stockService(name);
  return ports
    ? { ports, status: 'open', certainty: 'yes', at }
    : {
        ports: [ALL_PORTS],
        status: 'open',
        certainty: 'unknown',
        why: `the service "${name}"`,
        at,
      };
}

function isFtpHelper(node: XmlNode): boolean {
  const name = node.attribute('name');
  return (
    (node.name === 'helper' && name === 'ftp') || (node.name === 'module' && name === 'nf_conntrack_ftp')
  );
}

/** The start tag. */
function headOf(root: XmlNode, text: string): TextSpan {
  const end = text.indexOf('>', root.at.start);
  return { start: root.at.start, end: end < 0 ? root.at.end : end + 1 };
}

/** A new line in front of the closing tag. */
function elementAdditions(root: XmlNode, text: string, element: string): readonly RuleAddition[] | null {
  const close = text.lastIndexOf('</', root.at.end);
  if (close <= root.at.start) return null;
  const lineStart = text.lastIndexOf('\n', close) + 1;
  const alone = /^[ \t]*$/.test(text.slice(lineStart, close));
  return [
    {
      offset: alone ? lineStart : close,
      text: alone ? `  ${element}${text.includes('\r\n') ? '\r\n' : '\n'}` : element,
      separator: '-',
    },
  ];
}
