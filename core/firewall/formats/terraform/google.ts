import type { PortRange, TextSpan } from '../../reading.js';
import type { HclBlock } from './hcl-tree.js';
import {
  ALL_PORTS,
  clientsIn,
  EVERYONE,
  fieldsOf,
  hiddenRule,
  NO_RULE,
  portsOf,
  ruleFor,
  speaksTcp,
  underCount,
  type Clients,
  type RuleFields,
  type RuleReading,
} from './rules.js';
import { withElement } from './additions.js';
import type { RuleGroup } from './groups.js';
import type { TerraformScope } from './values.js';

const DEFAULT_PRIORITY = 1000;

/** The firewall rules of Google Cloud, by network: `google_compute_firewall`. */
export function googleGroups(scope: TerraformScope, resources: readonly HclBlock[]): readonly RuleGroup[] {
  const networks = new Map<string, HclBlock[]>();
  for (const block of resources) {
    if (block.labels[0] !== 'google_compute_firewall' || !isIncoming(scope, block)) continue;
    const value = block.attributes.get('network')?.value;
    const network = value && scope.resolve(value);
    const key =
      network?.kind === 'reference'
        ? network.path.slice(0, 2).join('.')
        : network?.kind === 'text'
          ? network.text
          : '';
    networks.set(key, [...(networks.get(key) ?? []), block]);
  }
  return [...networks].map(([network, blocks]) => groupOf(scope, network, blocks));
}

function isIncoming(scope: TerraformScope, { attributes }: HclBlock): boolean {
  const direction = attributes.get('direction');
  const known = direction && scope.text(direction.value);
  const disabled = attributes.get('disabled');
  const off = disabled && scope.resolve(disabled.value);
  return !(known?.known && known.value === 'EGRESS') && !(off?.kind === 'bool' && off.value);
}

function groupOf(scope: TerraformScope, network: string, blocks: readonly HclBlock[]): RuleGroup {
  const ranked = blocks.map((block) => {
    const priority = block.attributes.get('priority');
    const known = priority && scope.number(priority.value);
    const denies = block.blocks.some(({ type }) => type === 'deny');
    return { block, denies, priority: known?.known ? known.value : DEFAULT_PRIORITY };
  });
  ranked.sort((a, b) => a.priority - b.priority || Number(b.denies) - Number(a.denies));
  const [first] = blocks;
  return {
    name: `firewall rules ${blocks
      .map(({ labels }) => labels[1] ?? '')
      .slice(0, 3)
      .join(', ')}${network === '' ? '' : ` of network ${network}`}`,
    at: first?.head ?? { start: 0, end: 0 },
    incoming: ranked.flatMap(({ block }) => rulesOf(scope, block)),
    outgoing: [],
    isHere: false,
    isBroken: blocks.some(({ isBroken }) => isBroken),
    isOrdered: true,
  };
}

function rulesOf(scope: TerraformScope, block: HclBlock): readonly RuleReading[] {
  const clients = clientsOf(scope, fieldsOf(block));
  return block.blocks.flatMap((inner) => {
    if (inner.type === 'dynamic') return [hiddenRule(inner.at, 'a dynamic block')];
    if (inner.type !== 'allow' && inner.type !== 'deny') return [];
    // A refusal for some clients leaves the others to later rules.
    const dropped: Clients = clients.fate === 'open' ? { fate: 'dropped' } : { ...clients, fate: 'unknown' };
    return [
      underCount(scope, block, rule(scope, fieldsOf(inner), inner.type === 'allow' ? clients : dropped)),
    ];
  });
}

function rule(scope: TerraformScope, fields: RuleFields, clients: Clients): RuleReading {
  const tcp = speaksTcp(scope, fields.get('protocol'));
  if (tcp === false) return NO_RULE;
  if (typeof tcp === 'object') return hiddenRule(fields.at, tcp.known ? '' : tcp.why);
  const list = fields.get('ports');
  if (!list) return ruleFor([ALL_PORTS], [], clients, fields.at);
  const elements = scope.elements(list);
  if (!elements.known) return hiddenRule(fields.at, elements.why);
  const ports: PortRange[] = [];
  const places: TextSpan[] = [];
  for (const element of elements.value) {
    const text = scope.text(element);
    if (!text.known) return hiddenRule(fields.at, text.why);
    const range = portsOf(text.value);
    if (!range) continue;
    ports.push(range);
    places.push(element.at);
  }
  return withElement(ruleFor(ports, places, clients, fields.at), list);
}

function clientsOf(scope: TerraformScope, fields: RuleFields): Clients {
  const ranges = fields.get('source_ranges');
  const networks = ranges && scope.texts(ranges);
  if (networks?.known === false) return { fate: 'unknown', why: networks.why };
  const clients = networks && clientsIn(networks.value);
  if (clients) return clients;
  if (fields.get('source_tags') || fields.get('source_service_accounts')) {
    return { fate: 'some', why: 'only from tagged machines' };
  }
  return EVERYONE;
}
