import { ALL_PORTS, joined } from '../../ports/port-spans.js';
import type { PortMention, PortRange, PortWitness, RuleAddition, TextSpan, Unread } from '../../reading.js';
import { readPortEntry, type PortEntry } from './compose-ports.js';
import { interpolate, type Variables } from './compose-variables.js';
import { itemBehind } from '../containers/list-item.js';
import { HOLE } from '../containers/placeholders.js';
import { firstClaims, mostOpenFirst, type Claim, type Unclaimed } from '../../ports/first-match.js';
import { ownAddress, rangeOf } from '../containers/port-spec.js';
import { outerHostOf } from '../containers/publishing.js';
import { softened } from '../support/softened.js';
import type { YamlDocument, YamlEntry, YamlNode, YamlText } from '../containers/yaml-tree.js';

/** One file of a project. */
export interface ComposeFile {
  readonly document: YamlDocument;
  readonly services: ReadonlyMap<string, YamlEntry>;
  readonly networks: ReadonlyMap<string, YamlEntry>;
}

/** A Compose file with what is merged into it. */
export interface ComposeProject {
  /** Of all its files. */
  readonly text: string;
  /** Each file is merged into those before it. */
  readonly files: readonly ComposeFile[];
  readonly variables: Variables;
  /** Why there may be ports in files that are not at hand. */
  readonly elsewhere?: string;
  /** What files that may be merged with it publish, by the service's name. */
  readonly perhaps: ReadonlyMap<string, readonly PerhapsPublished[]>;
  /** Items of `ports:` that may still be read: one long list can stand for many services. */
  readonly budget: { items: number };
}

export interface PerhapsPublished {
  readonly ports: readonly PortRange[];
  readonly why: string;
}

interface ServiceFindings {
  readonly witnesses: PortWitness[];
  readonly mentions: PortMention[];
  readonly unread: Unread[];
}

/** How many `extends` are followed in a row. */
const HOPS = 20;
/** Items of one `expose:`. */
const ITEM_LIMIT = 1000;
/** Ranges beyond these are taken for all ports. */
const PERHAPS_LIMIT = 500;

/** Adds what one service has to say. */
export function readService(project: ComposeProject, name: string, found: ServiceFindings): void {
  const service = mergedService(project, name);
  if (!service) return;
  if (service.network?.text === 'host') {
    found.witnesses.push(hostNetwork(service, service.network.at));
    return;
  }
  published(project, service, found);
  for (const layer of service.layers) declared(project, layer, found);
}

/** What one service publishes as far as it is certain or possible; all ports where that cannot be told. */
export function possiblePorts(project: ComposeProject, name: string): readonly PortRange[] {
  const service = mergedService(project, name);
  if (!service) return [];
  const entries = entriesOf(project, service);
  const isOpen = service.network !== undefined && service.network.text !== 'bridge';
  const isHalf = service.layers.some(({ document }) => !document.isValid);
  if (isOpen || isHalf || entries.some(({ hides }) => hides !== undefined)) return [ALL_PORTS];
  const claims = entries.flatMap((entry) => entry.claims).filter(({ status }) => status !== 'rejected');
  const ports = joined(claims.map((claim) => claim.ports));
  return ports.length > PERHAPS_LIMIT ? [ALL_PORTS] : ports;
}

/** One service in one file. */
interface Layer {
  readonly document: YamlDocument;
  /** The service and those that it extends, the nearest first. */
  readonly chain: readonly [YamlEntry, ...YamlEntry[]];
  /** One of them is in another file. */
  readonly elsewhere: boolean;
}

/** A list of `ports:` in its file. */
interface PortList {
  readonly document: YamlDocument;
  readonly entry: YamlEntry;
}

interface MergedService {
  readonly name: string;
  readonly layers: readonly [Layer, ...Layer[]];
  /** `network_mode`, filled in. */
  readonly network?: YamlText;
  readonly lists: readonly PortList[];
  /** The list that is the service's own, also merged in; else one that it inherits. */
  readonly own?: PortList;
  /** There may be more that is not at hand. */
  readonly elsewhere?: string;
}

function mergedService(project: ComposeProject, name: string): MergedService | undefined {
  const [first, ...more] = layersOf(project, name);
  if (!first) return undefined;
  const layers: readonly [Layer, ...Layer[]] = [first, ...more];
  const network = networkOf(layers, project.variables);
  return { name, layers, ...(network ? { network } : {}), ...portLists(layers, project.elsewhere) };
}

function layersOf({ files }: ComposeProject, name: string): readonly Layer[] {
  let layers: Layer[] = [];
  for (const { document, services } of files) {
    const service = services.get(name);
    if (!service) continue;
    if (replaces(document, service.value)) layers = [];
    if (document.isMapping(service.value) && document.tag(service.value) !== RESET)
      layers.push({ document, ...extendedBy(document, services, service) });
  }
  return layers;
}

const RESET = '!reset';

/** What files before it have to say does not count. */
function replaces(document: YamlDocument, value: YamlNode | null): boolean {
  const tag = document.tag(value);
  return tag === RESET || tag === '!override';
}

function extendedBy(
  document: YamlDocument,
  services: ReadonlyMap<string, YamlEntry>,
  service: YamlEntry,
): Pick<Layer, 'chain' | 'elsewhere'> {
  const chain: [YamlEntry, ...YamlEntry[]] = [service];
  for (let last = service; ;) {
    const base = document.entry(last.value, 'extends');
    if (!base) return { chain, elsewhere: false };
    const name = document.text(base.value) ?? document.text(document.value(base.value, 'service'));
    const next = document.entry(base.value, 'file') ? undefined : services.get(name?.text ?? '');
    if (!next || chain.includes(next) || chain.length > HOPS) return { chain, elsewhere: true };
    chain.push(next);
    last = next;
  }
}

/** The last file has the word. */
function networkOf(layers: readonly Layer[], variables: Variables): YamlText | undefined {
  for (const { document, chain } of [...layers].reverse()) {
    for (const { value } of chain) {
      const mode = document.entry(value, 'network_mode');
      if (!mode) continue;
      const text = document.tag(mode.value) === RESET ? undefined : document.text(mode.value);
      return text && { ...text, text: interpolate(text.text, variables).text };
    }
  }
  return undefined;
}

function portLists(
  layers: readonly Layer[],
  hidden: string | undefined,
): Pick<MergedService, 'lists' | 'own' | 'elsewhere'> {
  let lists: PortList[] = [];
  let own: PortList | undefined;
  let elsewhere: string | undefined;
  let isWhole = false;
  for (const { document, chain, elsewhere: isBehind } of layers) {
    const inLayer: PortList[] = [];
    let isCut = false;
    for (const [hop, { value }] of chain.entries()) {
      isWhole ||= ['image', 'build'].some((key) => document.entry(value, key));
      const entry = document.entry(value, 'ports');
      // What is replaced is not read, wherever it stands.
      isCut = entry !== undefined && replaces(document, entry.value);
      if (isCut && hop === 0) {
        [lists, own, elsewhere] = [[], undefined, undefined];
        isWhole = true;
      }
      if (entry && document.tag(entry.value) !== RESET) {
        inLayer.unshift({ document, entry });
        if (hop === 0) own ??= { document, entry };
      }
      if (isCut) break;
    }
    lists.push(...inLayer);
    if (isCut) isWhole = true;
    else if (isBehind) elsewhere ??= 'it extends a service of another file';
  }
  own ??= lists[0];
  elsewhere ??= isWhole ? hidden : 'the rest of the service is in another file';
  return { lists, ...(own ? { own } : {}), ...(elsewhere === undefined ? {} : { elsewhere }) };
}

function hostNetwork({ name, layers: [{ chain }] }: MergedService, at: TextSpan): PortWitness {
  return {
    role: 'forward',
    name: `service ${name}`,
    runs: [{ ports: ALL_PORTS, status: 'open', at }],
    at: chain[0].key,
  };
}

function entriesOf(
  { budget, variables }: ComposeProject,
  { name, lists }: MergedService,
): readonly PortEntry[] {
  const nodes = lists
    .flatMap(({ document, entry }) => (document.items(entry.value) ?? []).map((node) => ({ document, node })))
    .slice(0, budget.items);
  budget.items -= nodes.length;
  return nodes.map(({ document, node }) => readPortEntry(document, node, { name, variables }));
}

function published(project: ComposeProject, service: MergedService, found: ServiceFindings): void {
  const { own, layers, name } = service;
  const entries = entriesOf(project, service);
  if (!own || entries.length === 0) return;
  const rest = unlistedPorts(project, service, entries);
  // Half a service says what it lets through, but not what it does not.
  const isWhole = layers.every(({ document }) => document.isValid) && service.elsewhere === undefined;
  const claims = entries
    .flatMap((entry) => entry.claims)
    .filter(({ status }) => isWhole || status !== 'rejected');
  const outerHost = outerHostOf(entries);
  const additions = itemAddition(project, own, entries);
  found.witnesses.push({
    role: 'forward',
    name: `service ${name}`,
    runs: (project.perhaps.get(name) ?? []).reduce(
      (runs, { ports, why }) => softened(runs, ports, why),
      firstClaims(mostOpenFirst(claims), rest),
    ),
    at: own.entry.key,
    ...(outerHost === undefined ? {} : { outerHost }),
    ...(additions ? { additions: [additions] } : {}),
  });
  found.mentions.push(...entries.flatMap(({ mentions }) => mentions));
  found.unread.push(...entries.flatMap(({ unread }) => unread));
}

/** Ports that are not listed are not forwarded, unless something is not known. */
function unlistedPorts(
  project: ComposeProject,
  service: MergedService,
  entries: readonly PortEntry[],
): Unclaimed {
  const { layers, network } = service;
  const isSteered = layers.some(({ document, chain: [{ key, value }] }) =>
    document.isSteered({ start: key.start, end: value ? value.range[2] : key.end }),
  );
  const why =
    service.elsewhere ??
    entries.find(({ hides }) => hides !== undefined)?.hides ??
    (isSteered ? 'a template writes a part of it' : undefined) ??
    (layers.every(({ document }) => document.isValid) ? undefined : 'the file is not valid YAML') ??
    (project.budget.items <= 0 ? 'there are too many ports' : undefined) ??
    (network?.text.includes(HOLE) === true ? 'its network_mode is a variable' : undefined) ??
    ownNetwork(project, layers);
  return why === undefined ? { status: 'rejected' } : { status: 'unknown', why };
}

/** A network by which others reach the container without the host. */
function ownNetwork({ files }: ComposeProject, layers: readonly Layer[]): string | undefined {
  const names = layers.flatMap(({ document, chain: [service] }) => {
    const used = document.value(service.value, 'networks');
    return [
      ...document.entries(used).map(({ name }) => name),
      ...(document.items(used) ?? []).map((item) => document.text(item)?.text ?? ''),
    ];
  });
  const drivers = names.flatMap((name) =>
    files.map(
      ({ document, networks }) => document.text(document.value(networks.get(name)?.value, 'driver'))?.text,
    ),
  );
  const driver = drivers.find((text) => text === 'macvlan' || text === 'ipvlan');
  return driver === undefined ? undefined : `the ${driver} network leads to the container directly`;
}

/** One more line in the list, as the others are written. */
function itemAddition(
  { text }: ComposeProject,
  { document, entry }: PortList,
  entries: readonly PortEntry[],
): RuleAddition | undefined {
  const quote = entries.findLast(({ quote: q }) => q !== '')?.quote ?? '"';
  const [host = ''] = new Set(entries.map((one) => ownAddress(one.host) ?? ''));
  const isShared = host !== '' && entries.every((one) => one.host === host);
  const address = isShared ? `${host.includes(':') ? `[${host}]` : host}:` : '';
  const protocol = entries.every(({ spelt }) => spelt) ? '/tcp' : '';
  return itemBehind(document, text, entry.value, `${quote}${address}{ports}:{ports}${protocol}${quote}`);
}

/** `expose:` names ports for other containers. It opens nothing, so nothing is missing in it. */
function declared(
  { variables }: ComposeProject,
  { document, chain: [service] }: Layer,
  { witnesses, mentions }: ServiceFindings,
): void {
  const expose = document.entry(service.value, 'expose');
  const claims: Claim[] = [];
  for (const node of (document.items(expose?.value) ?? []).slice(0, ITEM_LIMIT)) {
    const item = document.text(node);
    if (!item) continue;
    const { text, isFilled } = interpolate(item.text, variables);
    const [port = '', protocol = 'tcp'] = text.split('/');
    const ports = rangeOf(port);
    if (!ports || ports === 'invalid' || protocol.toLowerCase() !== 'tcp') continue;
    claims.push({ ports, status: 'open', at: item.at });
    mentions.push({ at: item.at, ports, does: 'exposes', ...(isFilled ? { isFilled } : {}) });
  }
  if (!expose || claims.length === 0) return;
  witnesses.push({
    role: 'declare',
    name: `expose of ${service.name}`,
    runs: firstClaims(claims, { status: 'unknown', why: 'expose opens no port' }),
    at: expose.key,
  });
}
