import type { FirewallReading, Packet } from '../reading.js';
import { ALONE, type Beside, type SourceFile } from './support/beside.js';
import { readEnvFile } from './compose/env-file.js';
import { readFirewallFile } from './index.js';
import { traitsOf } from './kinds.js';

/** A file with what its tool reads along with it. */
export interface Arrangement extends SourceFile {
  readonly beside: Beside;
}

/** A file that may stand beside others and cannot be read: `text` is null. */
export interface PlacedFile {
  readonly path: string;
  readonly text: string | null;
}

/** Where Compose looks for its file, and for what it merges into it; the first counts (compose-go, cli/options.go). */
const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];
const COMPOSE_NAME = /^(?:docker-)?compose[^/]{0,200}\.ya?ml$/i;
const YAML_NAME = /\.ya?ml(?:\.\w+)?$/i;
/** Folders of firewalld that lie beside its direct rules. */
const FIREWALLD_FOLDER = /^(?:zones|policies|services)$/i;

/** Whether a file of that name, in the folder of `path`, may be read along with it. */
export function mayStandBeside(path: string, name: string): boolean {
  const own = placeOf(path).name;
  if (name === own) return false;
  return name === '.env' ? YAML_NAME.test(own) : COMPOSE_NAME.test(own) && COMPOSE_NAME.test(name);
}

/** Whether the `direct.xml` in the folder above may be read along with it. */
export function mayHaveDirectRules(path: string): boolean {
  const { folder, name } = placeOf(path);
  return isFirewalld(folder, name);
}

/**
 * Which of these files their tools read as one, and with which others: a Compose file with its override and `.env`, a
 * zone of firewalld with the direct rules. Each file is in one arrangement only, save for those that only add to others.
 */
export function arrange(files: readonly PlacedFile[]): readonly Arrangement[] {
  const byPath = new Map(files.map((file) => [slashed(file.path), file]));
  const folders = new Map<string, ComposeFolder>();
  const folderOf = (folder: string): ComposeFolder => {
    const known = folders.get(folder) ?? composeFolder(folder, byPath);
    folders.set(folder, known);
    return known;
  };
  return files.flatMap((file): readonly Arrangement[] => {
    const { folder, name } = placeOf(file.path);
    if (file.text === null || name === '.env') return [];
    const one = { path: file.path, text: file.text };
    if (isFirewalld(folder, name)) {
      const direct = byPath.get(`${parentOf(folder)}direct.xml`);
      return [
        { ...one, beside: direct ? { direct: { path: direct.path, text: direct.text ?? '' } } : ALONE },
      ];
    }
    if (!YAML_NAME.test(name)) return [{ ...one, beside: ALONE }];
    const place = folderOf(folder);
    return place.override === file ? [] : [{ ...one, beside: besideCompose(one, place) }];
  });
}

interface ComposeFolder {
  readonly env: PlacedFile | undefined;
  readonly members: readonly PlacedFile[];
  /** The two files that are read as one without being asked. */
  readonly base: PlacedFile | undefined;
  readonly override: PlacedFile | undefined;
  /** Which files are read, where a variable tells; null where that is not known. */
  readonly chosen: string | null | undefined;
}

function composeFolder(folder: string, byPath: ReadonlyMap<string, PlacedFile>): ComposeFolder {
  const env = byPath.get(`${folder}.env`);
  const members = [...byPath].flatMap(([path, file]) => {
    const place = placeOf(path);
    return place.folder === folder && COMPOSE_NAME.test(place.name) ? [file] : [];
  });
  const named = (names: readonly string[]): readonly PlacedFile[] =>
    names.flatMap((name) => members.filter(({ path }) => placeOf(path).name === name));
  const [base, another] = named(BASE_NAMES);
  const [override] = named(OVERRIDE_NAMES);
  const chosen = env && readEnvFile(env.text)('COMPOSE_FILE');
  // Of two that may be the base, versions take different ones.
  const isPair = base && override && !another && chosen === undefined && hasText(base) && hasText(override);
  return { env, members, chosen, base: isPair ? base : undefined, override: isPair ? override : undefined };
}

function besideCompose(file: SourceFile, { env, members, base, override, chosen }: ComposeFolder): Beside {
  const { name } = placeOf(file.path);
  const filled = env ? { env: env.text } : {};
  if (!COMPOSE_NAME.test(name) || chosen?.replace(/^\.\//, '') === name) return filled;
  const merged = base?.path === file.path && override && hasText(override) ? override : undefined;
  const others = members.filter(({ path }) => path !== file.path && path !== merged?.path);
  const hidden = others.find((other) => !hasText(other));
  const elsewhere =
    chosen === undefined
      ? hidden && `${placeOf(hidden.path).name} cannot be read`
      : 'COMPOSE_FILE in .env may say which files are read';
  return {
    ...filled,
    ...(merged ? { override: merged } : {}),
    ...(others.length > 0 ? { variants: others.filter(hasText) } : {}),
    ...(elsewhere === undefined ? {} : { elsewhere }),
  };
}

function hasText(file: PlacedFile): file is SourceFile {
  return file.text !== null;
}

/** A firewall, NAT or container file, read with what belongs to it. */
export interface ArrangedFile extends SourceFile {
  /** Its places are those of `text`, which is that of the file and of those that are `appended`. */
  readonly reading: FirewallReading;
}

/** What readings hang on: to read again after a change. Not a part of them, since a `.env` holds secrets. */
const READ_WITH = new WeakMap<FirewallReading, Beside>();

/**
 * Reads a file with those beside it; null where it is of no kind known here. Never throws.
 * @param as the path that tells the kind of file, where `path` is only what the user calls it
 */
export function readArranged(
  { path, text, beside }: Arrangement,
  packet: Packet = {},
  as = path,
): ArrangedFile | null {
  const { override } = beside;
  const whole = override ? `${text}\n${override.text}` : text;
  const found = readFirewallFile(as, whole, packet, beside);
  if (!found) return null;
  // Nothing else is read with others.
  if (Object.keys(beside).length === 0 || !traitsOf(found).readsBeside)
    return { path, text: whole, reading: found };
  const reading: FirewallReading = {
    ...found,
    hangsOn: 'others',
    ...(override ? { appended: [{ path: override.path, start: text.length + 1 }] } : {}),
  };
  READ_WITH.set(reading, beside);
  return { path, text: whole, reading };
}

/**
 * Reads a file again after a change of its text or of those that were appended to it, by path; null where what it
 * depends on is gone.
 */
export function readAgain(
  { path, reading }: ArrangedFile,
  textOf: (path: string) => string,
): ArrangedFile | null {
  const beside = READ_WITH.get(reading);
  if (!beside) return reading.hangsOn ? null : readArranged({ path, text: textOf(path), beside: ALONE });
  const { override } = beside;
  const changed = override ? { ...beside, override: { ...override, text: textOf(override.path) } } : beside;
  return readArranged({ path, text: textOf(path), beside: changed });
}

/** Whether two arrangements read the same. */
export function isSameArrangement(a: Arrangement, b: Arrangement): boolean {
  const isSame = (one: SourceFile | undefined, other: SourceFile | undefined): boolean =>
    one?.path === other?.path && one?.text === other?.text;
  const [left, right] = [a.beside.variants ?? [], b.beside.variants ?? []];
  return (
    isSame(a, b) &&
    a.beside.env === b.beside.env &&
    a.beside.elsewhere === b.beside.elsewhere &&
    isSame(a.beside.override, b.beside.override) &&
    isSame(a.beside.direct, b.beside.direct) &&
    left.length === right.length &&
    left.every((one, index) => isSame(one, right[index]))
  );
}

function isFirewalld(folder: string, name: string): boolean {
  return /\.xml$/i.test(name) && FIREWALLD_FOLDER.test(placeOf(folder.slice(0, -1)).name);
}

function parentOf(folder: string): string {
  return placeOf(folder.slice(0, -1)).folder;
}

/** The folder ends with its slash; empty for a bare name. */
function placeOf(path: string): { readonly folder: string; readonly name: string } {
  const whole = slashed(path);
  const end = whole.lastIndexOf('/') + 1;
  return { folder: whole.slice(0, end), name: whole.slice(end) };
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
