import { access, constants, opendir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  arrange,
  mayStandBeside,
  nameAbove,
  readArranged,
  type Arrangement,
  type PlacedFile,
} from '../core/firewall/formats/together.js';
import { variableFiles } from '../core/firewall/formats/compose/env-file.js';
import { READ_FORMATS, speaksOfFtp } from '../core/firewall/index.js';
import type { FirewallFile } from '../core/verdict/index.js';
import { fileOf, type InputKind } from './input.js';
import { UsageError } from './io.js';

const FIREWALL_INPUT: InputKind = { what: 'firewall file', limit: 4 * 1024 * 1024 };
/** The same for a file that is read along with a named one. */
const MAX_BESIDE = 200_000;
/** Entries of a folder that are looked at, and files of it that are read. */
const MOST_ENTRIES = 5000;
const MOST_BESIDE = 30;

/**
 * Reads the files given with --firewall, each with what its tool reads along: the override and the `.env` of a Compose
 * file, the direct rules of firewalld. Their kind follows from name and content.
 * @throws UsageError for a file that cannot be read, or that is of no kind known here
 */
export async function firewallFiles(names: readonly string[]): Promise<readonly FirewallFile[]> {
  const named = new Map(names.map((name) => [path.resolve(name), name]));
  const given = await Promise.all(
    [...named].map(async ([file, name]): Promise<PlacedFile> => ({ path: file, text: await textOf(name) })),
  );
  const arrangements = await withBeside(given, named);
  const asked = [...named.keys()].map((file) => arrangements.find((one) => isAskedBy(one, file)) ?? file);
  return [...new Set(asked)].map((one) => {
    const found = typeof one === 'string' ? null : readAs(one, named);
    if (found) return found;
    const name = named.get(typeof one === 'string' ? one : one.path) ?? '';
    if (/\.tf$/i.test(name))
      throw new UsageError(`${name} is a Terraform file; those are not read. Leave it out.`);
    throw new UsageError(
      `${name} is no firewall, NAT or container file that can be read: ${READ_FORMATS.join(', ')}, or a shell script of such commands.`,
    );
  });
}

/**
 * Those of a folder's files that are of a kind known here, read in the same way; longer ones than an editor reads are not.
 * @param isTelling its name says what it is; another one has to speak of FTP
 */
export async function deploymentFiles(
  names: readonly string[],
  isTelling: (name: string) => boolean,
  most: number,
  trouble: (text: string) => void,
): Promise<readonly FirewallFile[]> {
  const named = new Map<string, string>();
  const given: PlacedFile[] = [];
  for (const name of names) {
    const file = await fileBeside(path.resolve(name));
    if (file?.text === null && !(await mayBeRead(name))) trouble(`${name} cannot be read.`);
    else if (file?.text === null && isTelling(name) && (await isLong(name)))
      trouble(`${name} was not read: it has more than ${MAX_BESIDE.toLocaleString('en')} bytes.`);
    if (!file || file.text === null || (!isTelling(name) && !speaksOfFtp(file.text))) continue;
    if (given.length >= most) break;
    given.push(file);
    named.set(file.path, name);
  }
  const arrangements = await withBeside(given, named);
  return arrangements.filter((one) => named.has(one.path)).flatMap((one) => readAs(one, named) ?? []);
}

async function withBeside(
  given: readonly PlacedFile[],
  named: ReadonlyMap<string, string>,
): Promise<readonly Arrangement[]> {
  const beside = await Promise.all(given.map((file) => filesBeside(file, named)));
  const others = new Map(beside.flat().map((file) => [file.path, file]));
  return arrange([...given, ...others.values()]);
}

function isAskedBy({ path: own, beside: { override } }: Arrangement, file: string): boolean {
  return own === file || override?.path === file;
}

/** Under the names that the user knows them by. */
function readAs(one: Arrangement, named: ReadonlyMap<string, string>): FirewallFile | null {
  const calledAs = (file: string): string => named.get(file) ?? nextTo(file, named);
  const { override } = one.beside;
  const beside = override
    ? { ...one.beside, override: { ...override, path: calledAs(override.path) } }
    : one.beside;
  return readArranged({ ...one, path: calledAs(one.path), beside }, {}, one.path.replaceAll(path.sep, '/'));
}

function nextTo(file: string, named: ReadonlyMap<string, string>): string {
  const folder = path.dirname(file);
  const neighbour = [...named].find(([other]) => path.dirname(other) === folder)?.[1] ?? file;
  return path.join(path.dirname(neighbour), path.basename(file));
}

async function filesBeside(
  { path: file, text }: PlacedFile,
  named: ReadonlyMap<string, string>,
): Promise<readonly PlacedFile[]> {
  const folder = path.dirname(file);
  const found = await namesBeside(file);
  const above = nameAbove(file);
  const wanted = [
    ...found.map((name) => path.join(folder, name)),
    ...(above === undefined ? [] : [path.join(path.dirname(folder), above)]),
    ...variableFiles(text).map((name) => path.resolve(folder, name)),
  ].filter((other) => !named.has(other));
  const read = await Promise.all(wanted.slice(0, MOST_BESIDE).map(fileBeside));
  return read.filter((one) => one !== undefined);
}

async function namesBeside(file: string): Promise<readonly string[]> {
  // Most kinds of files stand alone, and a folder may be long.
  if (!mayStandBeside(file, '.env')) return [];
  const names: string[] = [];
  let left = MOST_ENTRIES;
  try {
    for await (const { name } of await opendir(path.dirname(file))) {
      if (name !== '.env' && mayStandBeside(file, name)) names.push(name);
      if (--left <= 0) break;
    }
  } catch {
    // It may be read and not listed: then the file stands alone.
  }
  return ['.env', ...names.sort()];
}

/** Undefined where there is none; without a text where it cannot be read. */
async function fileBeside(file: string): Promise<PlacedFile | undefined> {
  try {
    const about = await stat(file);
    if (!about.isFile() || about.size > MAX_BESIDE) return { path: file, text: null };
    const text = (await readFile(file)).toString('utf8');
    return { path: file, text: text.includes('\0') ? null : text };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? undefined : { path: file, text: null };
  }
}

async function isLong(name: string): Promise<boolean> {
  return stat(name).then(
    (about) => about.isFile() && about.size > MAX_BESIDE,
    () => false,
  );
}

async function mayBeRead(name: string): Promise<boolean> {
  return access(name, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function textOf(name: string): Promise<string> {
  return (await fileOf(name, FIREWALL_INPUT)).toString('utf8').replace(/^\ufeff/, '');
}
