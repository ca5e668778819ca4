import type { PortRange, TextSpan } from '../../reading.js';
import type { HclBlock, HclValue } from './hcl-tree.js';
import {
  clientsIn,
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

interface Ranked {
  readonly priority: number;
  readonly reading: RuleReading;
}

const UNREADABLE = 'a value that is worked out';
/** Behind all that are numbered. */
const LAST = 65_536;

/** The network security groups of Azure, with the rules inside and beside them. */
export function azureGroups(scope: TerraformScope, resources: readonly HclBlock[]): readonly RuleGroup[] {
  const groups = new Map<string, { head: TextSpan; isHere: boolean; isBroken: boolean; rules: Ranked[] }>();
  for (const block of resources) {
    if (block.labels[0] !== 'azurerm_network_security_group') continue;
    const rules = inlineRules(scope, block);
    groups.set(block.labels[1] ?? '', { head: block.head, isHere: true, isBroken: block.isBroken, rules });
  }
  for (const block of resources) {
    if (block.labels[0] !== 'azurerm_network_security_rule') continue;
    const value = block.attributes.get('network_security_group_name')?.value;
    const name = value && scope.resolve(value);
    const isOwn = name?.kind === 'reference' && name.path[0] === 'azurerm_network_security_group';
    const key = isOwn
      ? (name.path[1] ?? '')
      : name?.kind === 'text'
        ? name.text
        : name?.kind === 'reference'
          ? name.path.join('.')
          : '';
    const group = groups.get(key) ?? { head: block.head, isHere: false, isBroken: false, rules: [] };
    groups.set(key, group);
    const { priority, reading } = ranked(scope, fieldsOf(block));
    group.rules.push({ priority, reading: underCount(scope, block, reading) });
  }
  return [...groups].map(([name, { head, isHere, isBroken, rules }]) => ({
    name: `network security group ${name}`.trimEnd(),
    at: head,
    incoming: rules.sort((a, b) => a.priority - b.priority).map(({ reading }) => reading),
    outgoing: [],
    isHere,
    isBroken,
    isOrdered: true,
  }));
}

function inlineRules(scope: TerraformScope, block: HclBlock): Ranked[] {
  return block.blocks.flatMap((inner) => {
    if (inner.type === 'security_rule') return [ranked(scope, fieldsOf(inner))];
    const isMade = inner.type === 'dynamic' && inner.labels[0] === 'security_rule';
    return isMade ? [{ priority: LAST, reading: hiddenRule(inner.at, 'a dynamic block') }] : [];
  });
}

function ranked(scope: TerraformScope, fields: RuleFields): Ranked {
  const priority = fields.get('priority');
  const known = priority && scope.number(priority);
  return { priority: known?.known ? known.value : LAST, reading: rule(scope, fields) };
}

function rule(scope: TerraformScope, fields: RuleFields): RuleReading {
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    const known = value && scope.text(value);
    return known?.known ? known.value.toLowerCase() : undefined;
  };
  if (text('direction') === 'outbound') return NO_RULE;
  const tcp = speaksTcp(scope, fields.get('protocol'));
  if (tcp === false) return NO_RULE;
  if (typeof tcp === 'object') return hiddenRule(fields.at, tcp.known ? '' : tcp.why);
  const ports: PortRange[] = [];
  const places: TextSpan[] = [];
  for (const value of listed(scope, fields, 'destination_port_range')) {
    const known = value && scope.text(value);
    if (!value || !known?.known)
      return hiddenRule(fields.at, known?.known === false ? known.why : UNREADABLE);
    const range = portsOf(known.value);
    if (!range) continue;
    ports.push(range);
    places.push(value.at);
  }
  const clients = clientsOf(scope, fields);
  if (text('access') === 'allow') {
    return withElement(ruleFor(ports, places, clients, fields.at), fields.get('destination_port_ranges'));
  }
  if (text('access') !== 'deny') return hiddenRule(fields.at, UNREADABLE);
  return ruleFor(
    ports,
    places,
    clients.fate === 'open' ? { fate: 'dropped' } : { ...clients, fate: 'unknown' },
    fields.at,
  );
}

/** The values of a setting that has a form for one and a form for several; undefined for those that are not known. */
function listed(scope: TerraformScope, fields: RuleFields, name: string): readonly (HclValue | undefined)[] {
  const one = fields.get(name);
  const several = fields.get(`${name}s`) ?? fields.get(`${name}es`);
  const elements = several && scope.elements(several);
  return [...(one ? [one] : []), ...(elements ? (elements.known ? elements.value : [undefined]) : [])];
}

function clientsOf(scope: TerraformScope, fields: RuleFields): Clients {
  const networks: string[] = [];
  for (const value of listed(scope, fields, 'source_address_prefix')) {
    const known = value && scope.text(value);
    if (!known?.known) return { fate: 'unknown', why: known?.known === false ? known.why : UNREADABLE };
    networks.push(known.value);
  }
  return clientsIn(networks) ?? { fate: 'unknown', why: 'no source is named' };
}
