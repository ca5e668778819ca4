import type { PortMention, PortWitness, RuleAddition, TextSpan, Unread } from '../../reading.js';
import { itemBehind } from './list-item.js';
import { readPortEntry, type PortEntry } from './compose-ports.js';
import { interpolate } from './compose-variables.js';
import { cover, mostOpenFirst, type Claim, type Rest } from '../port-cover.js';
import { ownAddress, rangeOf } from './port-spec.js';
import { outerHostOf } from './publishing.js';
import type { YamlDocument, YamlEntry } from './yaml-tree.js';

export interface ComposeFile {
  readonly text: string;
  readonly document: YamlDocument;
  readonly services: ReadonlyMap<string, YamlEntry>;
  readonly networks: ReadonlyMap<string, YamlEntry>;
  /** Items of `ports:` that may still be read: one long list can stand for many services. */
  readonly budget: { items: number };
}

export interface ServiceFindings {
  readonly witnesses: PortWitness[];
  readonly mentions: PortMention[];
  readonly unread: Unread[];
}

/** `extends` behind each other. */
const HOPS = 20;
/** Items of one `expose:`. */
const ITEM_LIMIT = 1000;
const ALL = { low: 1, high: 65535 };

/** Adds what one service has to say. */
export function readService(file: ComposeFile, service: YamlEntry, found: ServiceFindings): void {
  const { document } = file;
  const { chain, elsewhere } = chainOf(file, service);
  const modes = chain.map(({ value }) => document.text(document.value(value, 'network_mode')));
  const mode = modes.find((text) => text !== undefined);
  if (mode?.text === 'host') {
    found.witnesses.push(hostNetwork(service, mode.at));
    return;
  }
  published(file, service, portLists(document, chain, elsewhere), found);
  declared(document, service, found);
}

/** The service and those that it extends, the nearest first. `elsewhere`: one of them is in another file. */
function chainOf(
  { document, services }: ComposeFile,
  service: YamlEntry,
): { readonly chain: readonly YamlEntry[]; readonly elsewhere: boolean } {
  const chain = [service];
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

function hostNetwork({ name, key }: YamlEntry, at: TextSpan): PortWitness {
  return {
    role: 'forward',
    name: `service ${name}`,
    passages: [{ ports: ALL, fate: 'open', at }],
    at: key,
  };
}

function published(file: ComposeFile, service: YamlEntry, lists: PortLists, found: ServiceFindings): void {
  const { document } = file;
  const own = lists.own ?? lists.inherited[0];
  const nodes = [...lists.inherited, ...(lists.own ? [lists.own] : [])]
    .flatMap(({ value }) => document.items(value) ?? [])
    .slice(0, file.budget.items);
  file.budget.items -= nodes.length;
  const entries = nodes.map((node) => readPortEntry(document, node, service.name));
  if (!own || entries.length === 0) return;
  const rest = restOf(file, service, lists, entries);
  // Half a file says what it lets through, but not what it does not.
  const claims = entries
    .flatMap((entry) => entry.claims)
    .filter(({ fate }) => document.isValid || fate !== 'rejected');
  const outerHost = outerHostOf(entries);
  const additions = addition(file, own, entries);
  found.witnesses.push({
    role: 'forward',
    name: `service ${service.name}`,
    passages: cover(mostOpenFirst(claims), rest),
    at: own.key,
    ...(outerHost === undefined ? {} : { outerHost }),
    ...(additions ? { additions: [additions] } : {}),
  });
  found.mentions.push(...entries.flatMap(({ mentions }) => mentions));
  found.unread.push(...entries.flatMap(({ unread }) => unread));
}

interface PortLists {
  /** The service's own `ports:`, also merged in. */
  readonly own: YamlEntry | undefined;
  /** Those of the services that it extends. */
  readonly inherited: readonly YamlEntry[];
  /** There may be more that is not in this file. */
  readonly elsewhere?: string;
}

function portLists(document: YamlDocument, chain: readonly YamlEntry[], elsewhere: boolean): PortLists {
  const lists: YamlEntry[] = [];
  const own = document.entry(chain[0]?.value, 'ports');
  for (const { value } of chain) {
    const ports = document.entry(value, 'ports');
    if (ports) lists.unshift(ports);
    // What is replaced is not read, wherever it stands.
    if (/^!(?:override|reset)$/.test(document.tag(ports?.value) ?? '')) {
      return { own, inherited: own ? lists.slice(0, -1) : lists };
    }
  }
  const inherited = own ? lists.slice(0, -1) : lists;
  if (elsewhere) return { own, inherited, elsewhere: 'it extends a service of another file' };
  const isWhole = chain.some(({ value }) => ['image', 'build'].some((key) => document.entry(value, key)));
  return { own, inherited, ...(isWhole ? {} : { elsewhere: 'the rest of the service is in another file' }) };
}

/** What becomes of ports that are not listed: nobody forwards them, unless something is not known. */
function restOf(
  file: ComposeFile,
  service: YamlEntry,
  lists: PortLists,
  entries: readonly PortEntry[],
): Rest {
  const { document } = file;
  const all = { start: service.key.start, end: service.value ? service.value.range[2] : service.key.end };
  const why =
    lists.elsewhere ??
    entries.find(({ hides }) => hides !== undefined)?.hides ??
    (document.isSteered(all) ? 'a template writes a part of it' : undefined) ??
    (document.isValid ? undefined : 'the file is not valid YAML') ??
    (file.budget.items <= 0 ? 'there are too many ports' : undefined) ??
    ownNetwork(file, service);
  return why === undefined ? { fate: 'rejected' } : { fate: 'unknown', why };
}

/** A network by which others reach the container without the host. */
function ownNetwork({ document, networks }: ComposeFile, service: YamlEntry): string | undefined {
  const used = document.value(service.value, 'networks');
  const names = document.entries(used).map(({ name }) => name);
  for (const item of document.items(used) ?? []) names.push(document.text(item)?.text ?? '');
  const drivers = names.map(
    (name) => document.text(document.value(networks.get(name)?.value, 'driver'))?.text,
  );
  const driver = drivers.find((text) => text === 'macvlan' || text === 'ipvlan');
  return driver === undefined ? undefined : `the ${driver} network leads to the container directly`;
}

/** One more line in the list, as the others are written. */
function addition(
  { document, text }: ComposeFile,
  { value }: YamlEntry,
  entries: readonly PortEntry[],
): RuleAddition | undefined {
  const quote = entries.findLast(({ quote: q }) => q !== '')?.quote ?? '"';
  const [host = ''] = new Set(entries.map((entry) => ownAddress(entry.host) ?? ''));
  const isShared = host !== '' && entries.every((entry) => entry.host === host);
  const address = isShared ? `${host.includes(':') ? `[${host}]` : host}:` : '';
  const protocol = entries.every(({ spelt }) => spelt) ? '/tcp' : '';
  return itemBehind(document, text, value, `${quote}${address}{ports}:{ports}${protocol}${quote}`);
}

/** `expose:` names ports for other containers. It opens nothing, so nothing is missing in it. */
function declared(
  document: YamlDocument,
  service: YamlEntry,
  { witnesses, mentions }: ServiceFindings,
): void {
  const expose = document.entry(service.value, 'expose');
  const claims: Claim[] = [];
  for (const node of (document.items(expose?.value) ?? []).slice(0, ITEM_LIMIT)) {
    const item = document.text(node);
    if (!item) continue;
    const [port = '', protocol = 'tcp'] = interpolate(item.text).text.split('/');
    const ports = rangeOf(port);
    if (!ports || ports === 'invalid' || protocol.toLowerCase() !== 'tcp') continue;
    claims.push({ ports, fate: 'open', at: item.at });
    mentions.push({ at: item.at, ports, does: 'exposes' });
  }
  if (!expose || claims.length === 0) return;
  witnesses.push({
    role: 'declare',
    name: `expose of ${service.name}`,
    passages: cover(claims, { fate: 'unknown', why: 'expose opens no port' }),
    at: expose.key,
  });
}
