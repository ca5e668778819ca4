import { baseName } from '../../../shell/base-name.js';
import { ALONE, type Beside, type SourceFile } from '../support/beside.js';
import type { PortMention, PortWitness, TextSpan, Unread } from '../../reading.js';
import {
  possiblePorts,
  readService,
  type ComposeFile,
  type ComposeProject,
  type PerhapsPublished,
} from './compose-service.js';
import { givenByCompose } from './compose-environment.js';
import type { Variables } from './compose-variables.js';
import { readEnvFile } from './env-file.js';
import type { Findings } from '../support/findings.js';
import { readYaml, type YamlDocument, type YamlEntry } from '../containers/yaml-tree.js';

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

/** Files beside it that are looked into, and UTF-16 units of them: each is read once for every other. */
const VARIANT_LIMIT = 20;
const VARIANT_LENGTH = 100_000;

/**
 * What a Docker Compose file publishes, with what is merged into it: one witness for each service with `ports:` or the
 * host's network, one for each `expose:`. Never throws.
 */
export function readCompose(text: string, path: string, beside: Beside = ALONE): Findings {
  const variables: Variables = beside.env === undefined ? () => undefined : readEnvFile(beside.env);
  const files = filesIn(text, path, beside.override);
  const budget = { items: ITEM_LIMIT };
  const variants = beside.variants ?? [];
  const isMuch =
    variants.length > VARIANT_LIMIT ||
    variants.reduce((sum, one) => sum + one.text.length, 0) > VARIANT_LENGTH;
  const elsewhere =
    beside.elsewhere ??
    (beside.override && overrideFault(beside.override.text)) ??
    (isMuch ? 'there are too many files beside it' : undefined);
  const perhaps = perhapsPublished(isMuch ? [] : variants, variables, budget);
  const project: ComposeProject = {
    text,
    files,
    variables,
    perhaps,
    budget,
    ...(elsewhere === undefined ? {} : { elsewhere }),
  };
  const witnesses: PortWitness[] = [];
  const mentions: PortMention[] = [];
  const unread: Unread[] = [];
  for (const name of namesIn(files)) readService(project, name, { witnesses, mentions, unread });
  return {
    witnesses,
    helpers: [],
    mentions: distinct(mentions),
    unread: distinct(unread),
    ...givenByCompose(files, variables, beside),
  };
}

function filesIn(text: string, path: string, override: SourceFile | undefined): readonly ComposeFile[] {
  if (!override) return fileIn(text, 0, path);
  const start = text.length - override.text.length;
  return [...fileIn(text.slice(0, start - 1), 0, path), ...fileIn(text, start, override.path)];
}

function fileIn(text: string, from: number, path: string): readonly ComposeFile[] {
  const [document] = readYaml(text, from);
  const services = document && servicesOf(document, FILE_NAME.test(path));
  if (!document || !services) return [];
  const networks = document.entries(document.value(document.root, 'networks'));
  return [{ document, services, networks: new Map(networks.map((entry) => [entry.name, entry])) }];
}

/** Of a file that is half written, any half may be wanting; one without content is whole. */
function overrideFault(text: string): string | undefined {
  const [document] = readYaml(text);
  const isWhole = document ? document.isValid : text.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
  return isWhole ? undefined : 'its override cannot be read';
}

function namesIn(files: readonly ComposeFile[]): readonly string[] {
  return [...new Set(files.flatMap(({ services }) => [...services.keys()]))].slice(0, SERVICE_LIMIT);
}

function perhapsPublished(
  variants: readonly SourceFile[],
  variables: Variables,
  budget: ComposeProject['budget'],
): ReadonlyMap<string, readonly PerhapsPublished[]> {
  const found = new Map<string, PerhapsPublished[]>();
  for (const { path, text } of variants) {
    const files = fileIn(text, 0, path);
    const project: ComposeProject = { text, files, variables, perhaps: new Map(), budget };
    for (const name of namesIn(files)) {
      const ports = possiblePorts(project, name);
      const why = `${baseName(path)} may publish it`;
      if (ports.length > 0) found.set(name, [...(found.get(name) ?? []), { ports, why }]);
    }
  }
  return found;
}

/** Lists that several services share are read for each of them. */
function distinct<T extends { readonly at: TextSpan }>(found: readonly T[]): readonly T[] {
  return [...new Map(found.map((one) => [`${one.at.start}-${one.at.end}`, one])).values()];
}

/** By name. Files of Compose's first version have the services at the top. */
function servicesOf(document: YamlDocument, isNamed: boolean): ReadonlyMap<string, YamlEntry> | undefined {
  const top = document.entry(document.root, 'services');
  const entries = document.entries(top ? top.value : document.root);
  const isService = entries.some(({ value }) => SERVICE_KEYS.some((key) => document.entry(value, key)));
  const isCompose = top ? isService || isNamed : isService && isNamed;
  return isCompose ? new Map(entries.map((entry) => [entry.name, entry])) : undefined;
}
