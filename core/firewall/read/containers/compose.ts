import type { PortMention, PortWitness, TextSpan, Unread } from '../../reading.js';
import { readService } from './compose-service.js';
import type { Findings } from '../shell-commands.js';
import { readYaml, type YamlDocument, type YamlEntry } from './yaml-tree.js';

const SERVICE_LIMIT = 100;
const ITEM_LIMIT = 20_000;
const FILE_NAME = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml(?:\.\w+)?$/i;
/** What the entries of `services:` are known by. */
const SERVICE_KEYS = ['image', 'build', 'ports', 'extends', 'network_mode'];

/** A file that Docker Compose looks for by its name, or that looks like one. */
export function isCompose(path: string, text: string): boolean {
  if (!/\b(?:ports|network_mode|expose)\b/.test(text)) return false;
  return FILE_NAME.test(path) || (/\.ya?ml(?:\.\w+)?$/i.test(path) && /^services[ \t]*:/m.test(text));
}

/**
 * What a Docker Compose file publishes: one witness for each service with `ports:` or the host's network, one for
 * each `expose:`. Never throws.
 */
export function readCompose(text: string, path: string): Findings {
  const [document] = readYaml(text);
  const services = document && servicesOf(document, FILE_NAME.test(path));
  const witnesses: PortWitness[] = [];
  const mentions: PortMention[] = [];
  const unread: Unread[] = [];
  if (document && services) {
    const networks = document.entries(document.value(document.root, 'networks'));
    const file = {
      text,
      document,
      services,
      networks: new Map(networks.map((entry) => [entry.name, entry])),
      budget: { items: ITEM_LIMIT },
    };
    for (const service of [...services.values()].slice(0, SERVICE_LIMIT)) {
      readService(file, service, { witnesses, mentions, unread });
    }
  }
  return { witnesses, helpers: [], mentions: distinct(mentions), unread: distinct(unread) };
}

/** Lists that several services share are read for each of them. */
function distinct<T extends { readonly at: TextSpan }>(found: readonly T[]): readonly T[] {
  return [...new Map(found.map((one) => [`${one.at.start}-${one.at.end}`, one])).values()];
}

/** By name. Files of Compose's first version have the services at the top. */
function servicesOf(document: YamlDocument, isNamed: boolean): ReadonlyMap<string, YamlEntry> | undefined {
  const top = document.entry(document.root, 'services');
  const entries = document.entries(top ? top.value : document.root);
  const services = entries.filter(({ value }) => document.isMapping(value));
  const isService = services.some(({ value }) => SERVICE_KEYS.some((key) => document.entry(value, key)));
  return isService && (top || isNamed) ? new Map(services.map((entry) => [entry.name, entry])) : undefined;
}
