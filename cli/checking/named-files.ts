import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  CONFIG_FIRST_LINE,
  CONFIG_GLOBS,
  fileKindOf,
  isConfigPath,
  isCopyName,
  isOfOthers,
} from '../../core/config/index.js';
import { startsKnownImage } from '../../core/deployment/index.js';
import { FIREWALL_GLOBS, firstOf, WIDE_GLOBS } from '../../core/firewall/index.js';
import type { FirewallFile } from '../../core/verdict/index.js';
import { deploymentFiles } from '../firewall-files.js';
import { CONFIG_INPUT, inputOf } from '../input.js';
import { UsageError, type Io } from '../io.js';
import { userConfigDirs, type NamedFile } from './user-config-dirs.js';
import { expandGlob, filesBelow, globPattern, isGlob, slashed } from './globs.js';

/** A folder that was named, and what its files say of ports. */
export interface NamedFolder {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly firewall: readonly FirewallFile[];
}

interface NamedFiles {
  readonly files: readonly NamedFile[];
  readonly folders: readonly NamedFolder[];
}

const CONFIGS = CONFIG_GLOBS.map((glob) => globPattern(glob, 'i'));
const FIREWALLS = FIREWALL_GLOBS.map((glob) => globPattern(glob));
const PERHAPS = WIDE_GLOBS.map((glob) => globPattern(glob));
/** Files of a folder that are compared with its configs. */
const MOST_FIREWALLS = 200;
const FIRST_BYTES = 200;

/**
 * The files that arguments stand for, each once, in their order. One that cannot be read is told to `trouble` and hides
 * no other.
 */
export async function namedFiles(
  names: readonly string[],
  io: Io,
  trouble: (text: string) => void,
): Promise<NamedFiles> {
  const files = new Map<string, NamedFile>();
  const folders: NamedFolder[] = [];
  const take = async (file: string): Promise<void> => {
    const absolute = file === '-' ? '' : slashed(path.resolve(file));
    if (files.has(absolute)) return;
    const data = await orTrouble(inputOf(file, CONFIG_INPUT, io), trouble);
    if (data) files.set(absolute, { file, absolute, data });
  };
  for (const name of names) {
    const about = name === '-' ? undefined : await stat(name).catch(() => undefined);
    if (about?.isDirectory() === true) {
      const all = await filesBelow(name, trouble);
      const configs = await configsAmong(all);
      for (const file of configs) await take(file);
      for (const file of await userFilesAmong(all, [...files.values()])) await take(file);
      const firewall = await firewallsAmong(all, configs, trouble);
      if (configs.length === 0 && !firewall.some(startsKnownImage))
        trouble(`${name} has no vsftpd.conf in it.`);
      folders.push({ path: slashed(path.resolve(name)), firewall });
    } else if (!about && name !== '-' && isGlob(name)) {
      const found = await expandGlob(name, trouble);
      if (found.length === 0) trouble(`${name} matches no file.`);
      for (const file of found) await take(file);
    } else await take(name);
  }
  return { files: [...files.values()], folders };
}

async function orTrouble<T>(work: Promise<T>, trouble: (text: string) => void): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    trouble(error.message);
    return undefined;
  }
}

/** Those that an editor would take for a vsftpd.conf; no backups and no samples. */
export async function configsAmong(files: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files) {
    const whole = slashed(path.resolve(file));
    if (isCopyName(whole) || isOfOthers(whole)) continue;
    const isNamed = CONFIGS.some((pattern) => pattern.test(whole)) || isPerUser(whole);
    if (isNamed || (!path.basename(file).includes('.') && (await beginsAsConfig(file)))) found.push(file);
  }
  return found;
}

function isPerUser(file: string): boolean {
  return isConfigPath(file) && fileKindOf(file) === 'per-user';
}

/** Those in a folder that a config found before names as user_config_dir. */
async function userFilesAmong(
  files: readonly string[],
  configs: readonly NamedFile[],
): Promise<readonly string[]> {
  const dirs = await userConfigDirs(configs);
  if (dirs.length === 0) return [];
  return files.filter((file) => {
    const whole = slashed(path.resolve(file));
    return !isCopyName(whole) && fileKindOf(whole, dirs) === 'per-user';
  });
}

async function beginsAsConfig(file: string): Promise<boolean> {
  try {
    if (!(await stat(file)).isFile()) return false;
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
      const [line = ''] = buffer.toString('latin1', 0, bytesRead).split(/[\r\n]/, 1);
      return CONFIG_FIRST_LINE.test(line);
    } finally {
      await handle.close();
    }
  } catch {
    return false; // It only might have been one.
  }
}

/** Of files those that a config may be deployed with, read; copies of them are not. */
export async function firewallsAmong(
  files: readonly string[],
  configs: readonly string[],
  trouble: (text: string) => void,
): Promise<readonly FirewallFile[]> {
  const placed = files.map((file) => ({ file, path: slashed(path.resolve(file)) }));
  const telling = new Set(
    placed.filter(({ path: whole }) => FIREWALLS.some((one) => one.test(whole))).map(({ file }) => file),
  );
  const worth = placed.filter(
    ({ file, path: whole }) =>
      !isCopyName(whole) && (telling.has(file) || PERHAPS.some((glob) => glob.test(whole))),
  );
  const near = configs.map((file) => slashed(path.resolve(file)));
  const first = firstOf(worth, ({ file }) => telling.has(file), near);
  return deploymentFiles(
    first.map(({ file }) => file),
    (file) => telling.has(file),
    MOST_FIREWALLS,
    trouble,
  );
}
