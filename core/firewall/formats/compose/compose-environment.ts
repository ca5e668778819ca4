import type { Given, GivenCommand, GivenVariable } from '../../reading.js';
import type { YamlDocument, YamlEntry, YamlNode } from '../containers/yaml-tree.js';
import { HOLE } from '../containers/placeholders.js';
import { commandOf, CONFIGURES, givenTo, type Beginning } from '../support/given.js';
import type { ComposeFile } from './compose-service.js';
import { interpolate, type Variables } from './compose-variables.js';
import type { Beside } from '../support/beside.js';
import { namesInEnvFile, readEnvFile } from './env-file.js';

const ITEM_LIMIT = 500;
const HOPS = 5;

/** What a project gives to the containers that may be FTP servers; all of them where none is plainly one. */
export function givenByCompose(
  files: readonly ComposeFile[],
  variables: Variables,
  beside: Beside,
): Pick<Beginning, 'gives'> {
  const all = files.flatMap(({ document, services }) =>
    [...services.values()].map((service) => ({ document, services, service })),
  );
  const ftp = all.filter(({ document, service }) => isFtp(document, service));
  const listening = ftp.filter(({ document, service }) => hasControl(document, service));
  const servers = listening.length > 0 ? listening : ftp;
  const found = (servers.length > 0 ? servers : all).map(({ document, services, service }) =>
    withImage(document, service, serviceGives(new Filling(document, variables, beside), services, service)),
  );
  const names = new Set(servers.map(({ service }) => service.name));
  const isBuilt =
    servers.length > 0 && servers.every(({ document, service }) => document.entry(service.value, 'build'));
  return givenTo(names.size > 1 ? withShared(found) : found, isBuilt);
}

/** Which of several servers a config is for is not known: what one of them is given is not given to all. */
function withShared(all: readonly Given[]): readonly Given[] {
  const keyOf = ({ name, value }: GivenVariable): string => `${name}${value === null ? '' : `=${value}`}`;
  const counts = new Map<string, number>();
  for (const { variables } of all)
    for (const key of new Set(variables.map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const isShared = (one: GivenVariable): boolean => counts.get(keyOf(one)) === all.length;
  return all.map((given) => ({
    ...given,
    variables: given.variables.map((one) => (isShared(one) ? one : { ...one, value: null })),
  }));
}

function withImage(document: YamlDocument, { name, value }: YamlEntry, given: Given): Given {
  const image = document.text(document.value(value, 'image'));
  if (!image || document.entry(value, 'build') || document.entry(value, 'extends')) return given;
  const volumes = document.items(document.value(value, 'volumes')) ?? [];
  const mounted = volumes.map(
    (node) => document.text(node)?.text ?? document.text(document.value(node, 'target'))?.text ?? '',
  );
  const isChanged = given.commands?.length !== 0 || mounted.some((path) => CONFIGURES.test(path));
  const { variables, isOpen } = given;
  return {
    ...given,
    containers: [
      {
        name: `service ${name}`,
        image: image.text,
        at: image.at,
        variables,
        ...(isOpen ? { isOpen } : {}),
        ...(isChanged ? { isChanged } : {}),
      },
    ],
  };
}

function isFtp(document: YamlDocument, { name, value }: YamlEntry): boolean {
  const texts = ['image', 'container_name', 'build'].map(
    (key) => document.text(document.value(value, key))?.text ?? '',
  );
  return /ftp/i.test([name, ...texts].join(' ')) || hasControl(document, { value });
}

function hasControl(document: YamlDocument, { value }: Pick<YamlEntry, 'value'>): boolean {
  const ports = (document.items(document.value(value, 'ports')) ?? []).map(
    (item) => document.text(item)?.text ?? document.text(document.value(item, 'target'))?.text ?? '',
  );
  return ports.some((port) => /(?:^|:)(?:21|990)(?:\/tcp)?$/.test(port));
}

class Filling {
  constructor(
    readonly document: YamlDocument,
    readonly variables: Variables,
    private readonly beside: Beside,
  ) {}

  /** The text of a file of variables; null where it is not at hand. */
  fileOf(name: string): string | null {
    const { env, envFiles } = this.beside;
    return (/^(?:\.\/)?\.env$/.test(name) ? env : envFiles?.get(name)) ?? null;
  }

  /** Null where it is not known; what comes out of another file is not told, except ports. */
  value(written: string): string | null {
    const { text, isFilled } = interpolate(written, this.variables);
    return text.includes(HOLE) ? null : isFilled ? portsOnly(text) : text;
  }
}

/** And addresses: neither is a secret. */
function portsOnly(text: string): string | null {
  return /^\d{1,5}(?:[:-]\d{1,5})?$|^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) ? text : null;
}

function serviceGives(
  filling: Filling,
  services: ReadonlyMap<string, YamlEntry>,
  service: YamlEntry,
  hops = 0,
): Given {
  const { document } = filling;
  const { value } = service;
  const base = document.entry(value, 'extends');
  const baseName = document.text(base?.value) ?? document.text(document.value(base?.value, 'service'));
  const extended = document.entry(base?.value, 'file') ? undefined : services.get(baseName?.text ?? '');
  const inherited = extended && hops < HOPS ? serviceGives(filling, services, extended, hops + 1) : undefined;
  const own = [fromFiles(filling, document.entry(value, 'env_file')), written(filling, value)];
  const commands = ['entrypoint', 'command'].flatMap((key) => commandIn(document, value, key));
  const isOpen = [inherited, ...own].some((one) => one?.isOpen) || (base !== undefined && !inherited);
  // What is written in the file goes over what files of variables have.
  const variables = [inherited, ...own].flatMap((one) => one?.variables ?? []);
  return {
    variables: [...new Map(variables.map((one) => [one.name, one])).values()],
    ...(isOpen ? { isOpen } : {}),
    commands: commands.length > 0 ? commands : (inherited?.commands ?? []),
  };
}

function fromFiles(filling: Filling, entry: YamlEntry | undefined): Pick<Given, 'variables' | 'isOpen'> {
  if (!entry) return { variables: [] };
  const { document } = filling;
  const nodes = document.items(entry.value) ?? (entry.value ? [entry.value] : []);
  const variables: GivenVariable[] = [];
  for (const node of nodes) {
    const name = (document.text(node) ?? document.text(document.value(node, 'path')))?.text ?? '';
    const text = filling.fileOf(name);
    const names = text === null ? null : namesInEnvFile(text);
    if (text === null || !names) return { variables: [], isOpen: true };
    const values = readEnvFile(text);
    for (const one of names.slice(0, ITEM_LIMIT)) {
      const value = values(one);
      variables.push({
        name: one,
        value: typeof value === 'string' ? portsOnly(value) : null,
        at: entry.key,
      });
    }
  }
  return { variables };
}

/** `environment:`, as a mapping or a list. */
function written(filling: Filling, service: YamlNode | null): Pick<Given, 'variables' | 'isOpen'> {
  const { document, variables } = filling;
  const entry = document.entry(service, 'environment');
  if (!entry) return { variables: [] };
  const outer = (name: string): string | null => {
    const value = variables(name);
    return typeof value === 'string' ? portsOnly(value) : null;
  };
  const entries = document.entries(entry.value).slice(0, ITEM_LIMIT);
  const given = entries.flatMap(({ name, key, value }): readonly GivenVariable[] => {
    const text = document.text(value);
    const at = { start: key.start, end: text?.at.end ?? key.end };
    const isAlone = value === null || text?.text === '';
    return [{ name, value: isAlone ? outer(name) : text ? filling.value(text.text) : null, at }];
  });
  const listed = (document.items(entry.value) ?? []).slice(0, ITEM_LIMIT).flatMap((node) => {
    const text = document.text(node);
    if (!text) return [];
    const equals = text.text.indexOf('=');
    const name = equals < 0 ? text.text : text.text.slice(0, equals);
    const value = equals < 0 ? outer(name) : filling.value(text.text.slice(equals + 1));
    return [{ name, value, at: text.at }];
  });
  const isOpen = [...given, ...listed].some(
    ({ name }) => name === '<<' || name.includes(HOLE) || name.includes('$'),
  );
  const isRead = document.isMapping(entry.value) || document.items(entry.value) !== undefined;
  const isSteered = entry.value !== null && document.isSteered(document.spanOf(entry.value));
  return {
    variables: [...given, ...listed].filter(({ name }) => /^\w{1,100}$/.test(name)),
    ...(isOpen || !isRead || isSteered ? { isOpen: true } : {}),
  };
}

function commandIn(document: YamlDocument, service: YamlNode | null, key: string): readonly GivenCommand[] {
  const entry = document.entry(service, key);
  if (!entry) return [];
  const text = document.text(entry.value);
  const words = (document.items(entry.value) ?? []).map((node) => document.text(node)?.text ?? '');
  return [{ text: text ? text.text.replaceAll('$$', '$') : commandOf(words), at: entry.key }];
}
