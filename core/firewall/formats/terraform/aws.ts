import { likeRule, type RulePattern } from './additions.js';
import type { TextSpan } from '../../reading.js';
import type { HclBlock, HclValue } from './hcl-tree.js';
import { dynamicInstances, instancesOf, type Instance } from './instances.js';
import {
  ALL_PORTS,
  clientsIn,
  fieldsOf,
  fieldsOfObject,
  hiddenRule,
  NO_RULE,
  portRange,
  ruleFor,
  speaksTcp,
  underCount,
  type Clients,
  type RuleFields,
  type RuleReading,
} from './rules.js';
import type { RuleGroup } from './groups.js';
import { pathText, type TerraformScope } from './values.js';

type Direction = 'ingress' | 'egress';

const GROUPS = ['aws_security_group', 'aws_default_security_group'];
/** Rules of their own: which way they go is in the type, or in `type`. */
const RULES: Readonly<Record<string, Direction | 'type'>> = {
  aws_security_group_rule: 'type',
  aws_vpc_security_group_ingress_rule: 'ingress',
  aws_vpc_security_group_egress_rule: 'egress',
};

/** The security groups of AWS: those of the file, and rules for groups of other files. */
export function awsGroups(
  scope: TerraformScope,
  resources: readonly HclBlock[],
  text: string,
): readonly RuleGroup[] {
  const groups = new Map<string, RuleGroup>();
  for (const block of resources) {
    const [type = '', label = ''] = block.labels;
    if (GROUPS.includes(type)) groups.set(`${type}.${label}`, ownGroup(scope, block, text));
  }
  for (const block of resources) {
    const way = RULES[block.labels[0] ?? ''];
    if (way === undefined) continue;
    const group = groupOf(scope, block, groups);
    const fields = fieldsOf(block);
    const type = fields.get('type');
    const direction =
      way === 'type' ? (type ? scope.text(type) : undefined) : { known: true as const, value: way };
    const isOut = direction?.known === true && direction.value === 'egress';
    const readings =
      direction?.known === false
        ? [underCount(scope, block, hiddenRule(block.at, direction.why))]
        : ofResource(scope, block, text);
    (isOut ? group.outgoing : group.incoming).push(...readings);
  }
  return [...groups.values()];
}

function ownGroup(scope: TerraformScope, block: HclBlock, text: string): RuleGroup {
  const name = block.attributes.get('name');
  const known = name && scope.text(name.value);
  return {
    name: `security group ${known?.known ? known.value : (block.labels[1] ?? '')}`,
    at: block.head,
    incoming: inline(scope, block, 'ingress', text),
    outgoing: inline(scope, block, 'egress', text),
    isHere: true,
    isBroken: block.isBroken,
  };
}

function inline(scope: TerraformScope, block: HclBlock, direction: Direction, text: string): RuleReading[] {
  const rules = block.blocks
    .filter(({ type }) => type === direction)
    .map((inner) => rule(scope, fieldsOf(inner), text));
  for (const inner of block.blocks) {
    if (inner.type === 'dynamic' && inner.labels[0] === direction)
      rules.push(...ofDynamic(scope, inner, text));
  }
  if (direction === 'ingress' || rules.length > 0) rules.push(...changedElsewhere(block, direction, text));
  const attribute = block.attributes.get(direction);
  if (!attribute) return rules;
  const elements = scope.elements(attribute.value);
  if (!elements.known) return [...rules, hiddenRule(attribute.at, elements.why)];
  for (const element of elements.value) {
    const fields = fieldsOfObject(element);
    rules.push(fields ? rule(scope, fields, text) : hiddenRule(element.at, 'a value that is worked out'));
  }
  return rules;
}

/** `lifecycle { ignore_changes = [ingress] }`: rules that are added by hand stay. */
function changedElsewhere(block: HclBlock, direction: Direction, text: string): readonly RuleReading[] {
  return block.blocks.flatMap(({ type, attributes }) => {
    const ignored = type === 'lifecycle' ? attributes.get('ignore_changes') : undefined;
    if (!ignored) return [];
    const words = text.slice(ignored.value.at.start, ignored.value.at.end).match(/[a-z_]{1,40}/g) ?? [];
    const why = 'rules that are added outside of Terraform';
    return words.some((word) => word === direction || word === 'all') ? [hiddenRule(ignored.at, why)] : [];
  });
}

/** The group that a rule belongs to; made up where it stands in another file. */
function groupOf(scope: TerraformScope, block: HclBlock, groups: Map<string, RuleGroup>): RuleGroup {
  const id = block.attributes.get('security_group_id')?.value;
  const found = id && scope.resolve(id);
  const path = found?.kind === 'reference' ? found.path : undefined;
  const key = path ? path.slice(0, 2).join('.') : found?.kind === 'text' ? found.text : '';
  const own = groups.get(key);
  if (own) return own;
  const group: RuleGroup = {
    name: key === '' ? 'security group' : `security group ${path ? pathText(path) : key}`,
    at: block.head,
    incoming: [],
    outgoing: [],
    isHere: false,
    isBroken: false,
  };
  groups.set(key, group);
  return group;
}

/** A resource that is one rule, or several. */
function ofResource(scope: TerraformScope, block: HclBlock, text: string): readonly RuleReading[] {
  const fields = fieldsOf(block);
  const made = instancesOf(scope, block);
  if (!made.known) return [underCount(scope, block, rule(scope, fields, text))];
  return made.value.map((one) =>
    one.scope === scope ? rule(scope, fields, text) : madeFor(one, rule(one.scope, fields, text), text),
  );
}

function ofDynamic(scope: TerraformScope, block: HclBlock, text: string): readonly RuleReading[] {
  const content = block.blocks.find(({ type }) => type === 'content');
  const made = dynamicInstances(scope, block);
  if (!content || !made.known) return [hiddenRule(block.at, 'a dynamic block')];
  return made.value.map((one) => madeFor(one, rule(one.scope, fieldsOf(content), text), text));
}

/** Its numbers stand in the element that it is made for: there it is pointed at, and there another one is added. */
function madeFor({ element }: Instance, reading: RuleReading, text: string): RuleReading {
  const { claims, mentions, unread, hides } = reading;
  const hidden = hides === undefined ? {} : { hides };
  const isWithin = ({ at }: { readonly at: TextSpan }): boolean =>
    element !== undefined && element.at.start <= at.start && at.end <= element.at.end;
  if (!element || !mentions.some(isWithin)) return { claims, mentions, unread, ...hidden };
  const own: RuleReading = {
    claims: claims.map((claim) => ({ ...claim, at: element.at })),
    mentions: mentions.map((mention) => {
      const { at, ports, does } = mention;
      return isWithin(mention) ? { at, ports, does } : mention;
    }),
    unread,
    ...hidden,
  };
  const [low, high, ...more] = mentions;
  if (!low || !high || more.length > 0 || element.kind !== 'object' || !isListed(element, text)) return own;
  const parts = [
    { at: low.at, text: '{low}' },
    { at: high.at, text: '{high}' },
  ];
  return { ...own, addition: likeRule(text, { at: element.at, separator: ',', parts }) };
}

/** An object of a list, not of another object, where it would want a name. */
function isListed({ at }: HclValue, text: string): boolean {
  return /[[,]\s{0,200}$/.test(text.slice(Math.max(0, at.start - 200), at.start));
}

function rule(scope: TerraformScope, fields: RuleFields, text: string): RuleReading {
  const tcp = speaksTcp(scope, fields.get('protocol') ?? fields.get('ip_protocol'));
  if (tcp === false) return NO_RULE;
  if (typeof tcp === 'object') return hiddenRule(fields.at, tcp.known ? '' : tcp.why);
  const clients = clientsOf(scope, fields);
  if (tcp === 'all') return ruleFor([ALL_PORTS], [], clients, fields.at);
  const from = fields.get('from_port');
  const to = fields.get('to_port');
  if (!from || !to) return hiddenRule(fields.at, 'a rule without ports');
  const low = scope.number(from);
  const high = scope.number(to);
  if (!low.known) return hiddenRule(fields.at, low.why);
  if (!high.known) return hiddenRule(fields.at, high.why);
  const ports = portRange(low.value, high.value);
  if (!ports) return NO_RULE;
  const reading = ruleFor([ports], [from.at], clients, fields.at);
  const places = [scope.resolve(from).at, scope.resolve(to).at].filter(
    ({ start }, i, all) => i === 0 || start !== all[0]?.start,
  );
  const isHere = (at: TextSpan): boolean => fields.at.start <= at.start && at.end <= fields.at.end;
  const mentions = reading.mentions.flatMap((mention) =>
    places.map((at) => ({ ...mention, at, ...(isHere(at) ? {} : { rule: fields.at }) })),
  );
  return { ...reading, mentions, addition: likeRule(text, patternOf(fields, from, to)) };
}

function patternOf(fields: RuleFields, from: HclValue, to: HclValue): RulePattern {
  const description = fields.get('description');
  return {
    at: fields.at,
    separator: fields.separator,
    parts: [
      { at: from.at, text: '{low}' },
      { at: to.at, text: '{high}' },
      ...(description?.kind === 'text' ? [{ at: description.at, text: 'FTP' }] : []),
      ...(fields.label ? [{ at: fields.label, text: 'ftp_{low}_{high}' }] : []),
    ],
  };
}

const NETWORKS = ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6'];
/** Members of other groups, and address lists that AWS keeps. */
const OTHERS = [
  'security_groups',
  'source_security_group_id',
  'referenced_security_group_id',
  'prefix_list_ids',
  'prefix_list_id',
];

function clientsOf(scope: TerraformScope, fields: RuleFields): Clients {
  const networks: string[] = [];
  let hidden: string | undefined;
  for (const name of NETWORKS) {
    const value = fields.get(name);
    if (!value) continue;
    const elements = name.endsWith('blocks')
      ? scope.elements(value)
      : { known: true as const, value: [value] };
    if (!elements.known) hidden ??= elements.why;
    for (const element of elements.known ? elements.value : []) {
      const text = scope.text(element);
      if (text.known) networks.push(text.value);
      else hidden ??= text.why;
    }
  }
  const clients = clientsIn(networks);
  if (clients?.fate === 'open') return clients;
  if (hidden !== undefined) return { fate: 'unknown', why: hidden };
  if (clients) return clients;
  const others = OTHERS.some((name) => fields.get(name)) || fields.get('self');
  return others
    ? { fate: 'some', why: 'only from members of security groups' }
    : { fate: 'unknown', why: 'no source is named' };
}
