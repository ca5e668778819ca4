import type { FirewallReading, Packet } from '../reading.js';
import { ALONE, type Beside, type SourceFile } from './support/beside.js';
import { readEnvFile, variableFiles } from './compose/env-file.js';
import { readFirewallFile } from './index.js';
import type { MergedFiles } from './format.js';
import { FORMATS } from './table.js';

/** A file with what its tool reads along with it. */
export interface Arrangement extends SourceFile {
  readonly beside: Beside;
}

/** A file that may stand beside others and cannot be read: `text` is null. */
export interface PlacedFile {
  readonly path: string;
  readonly text: string | null;
}

/** Whether a file of that name, in the folder of `path`, may be read along with it. */
export function mayStandBeside(path: string, name: string): boolean {
  const own = placeOf(path).name;
  return FORMATS.some(({ merges }) => {
    if (!merges || name === own) return false;
    const { files, variables, members } = merges;
    return name === variables ? files.test(own) : members.test(own) && members.test(name);
  });
}

/** The name of a file in the folder above that is read along with this one; undefined where there is none. */
export function nameAbove(path: string): string | undefined {
  const { folder, name } = placeOf(path);
  const above = placeOf(folder.slice(0, -1)).name;
  return FORMATS.find(({ asksFirst: first }) => first?.files.test(name) && first.folders.test(above))
    ?.asksFirst?.name;
}

/**
 * Which of these files their tools read as one, and with which others: a Compose file with its override and `.env`, a
 * zone of firewalld with the direct rules. Each file is in one arrangement only, except those that only add to others.
 */
export function arrange(files: readonly PlacedFile[]): readonly Arrangement[] {
  const byPath = new Map(files.map((file) => [slashed(file.path), file]));
  const folders = new Map<string, MergedFolder>();
  return files.flatMap((file): readonly Arrangement[] => {
    const { folder, name } = placeOf(file.path);
    if (file.text === null || FORMATS.some(({ merges }) => merges?.variables === name)) return [];
    const one = { path: file.path, text: file.text };
    const above = nameAbove(file.path);
    const direct = above === undefined ? undefined : byPath.get(parentOf(folder) + above);
    if (direct) return [{ ...one, beside: { direct: { path: direct.path, text: direct.text ?? '' } } }];
    const format = FORMATS.find(({ merges }) => merges?.files.test(name));
    if (!format?.merges) return [{ ...one, beside: ALONE }];
    const key = `${format.kind} ${folder}`;
    const place = folders.get(key) ?? mergedFolder(format.merges, folder, byPath);
    folders.set(key, place);
    if (place.override === file) return [];
    const envFiles = variableFiles(file.text).flatMap(
      (name): readonly (readonly [string, string | null])[] => {
        const found = byPath.get(joined(folder, name));
        return found ? [[name, found.text]] : [];
      },
    );
    const beside = besideMerged(one, place);
    return [{ ...one, beside: envFiles.length > 0 ? { ...beside, envFiles: new Map(envFiles) } : beside }];
  });
}

interface MergedFolder {
  readonly names: MergedFiles;
  readonly env: PlacedFile | undefined;
  readonly members: readonly PlacedFile[];
  /** The two files that are read as one without being asked. */
  readonly base: PlacedFile | undefined;
  readonly override: PlacedFile | undefined;
  /** Which files are read, where a variable tells; null where that is not known. */
  readonly chosen: string | null | undefined;
}

function mergedFolder(
  names: MergedFiles,
  folder: string,
  byPath: ReadonlyMap<string, PlacedFile>,
): MergedFolder {
  const env = byPath.get(folder + names.variables);
  const members = [...byPath].flatMap(([path, file]) => {
    const place = placeOf(path);
    return place.folder === folder && names.members.test(place.name) ? [file] : [];
  });
  const named = (list: readonly string[]): readonly PlacedFile[] =>
    list.flatMap((name) => members.filter(({ path }) => placeOf(path).name === name));
  const [base, another] = named(names.bases);
  const [override] = named(names.overrides);
  const chosen = env && readEnvFile(env.text)(names.chosenBy);
  // Of two that may be the base, versions take different ones.
  const isPair = base && override && !another && chosen === undefined && hasText(base) && hasText(override);
  return { names, env, members, chosen, ...(isPair ? { base, override } : NO_PAIR) };
}

const NO_PAIR = { base: undefined, override: undefined };

function besideMerged(
  file: SourceFile,
  { names, env, members, base, override, chosen }: MergedFolder,
): Beside {
  const { name } = placeOf(file.path);
  const filled = env ? { env: env.text } : {};
  if (!names.members.test(name) || chosen?.replace(/^\.\//, '') === name) return filled;
  const merged = base?.path === file.path && override && hasText(override) ? override : undefined;
  const others = members.filter(({ path }) => path !== file.path && path !== merged?.path);
  const hidden = others.find((other) => !hasText(other));
  const elsewhere =
    chosen === undefined
      ? hidden && `${placeOf(hidden.path).name} cannot be read`
      : `${names.chosenBy} in ${names.variables} may say which files are read`;
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
  const format = FORMATS.find(({ kind }) => kind === found.kind);
  if (Object.keys(beside).length === 0 || !(format?.merges ?? format?.asksFirst))
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
  const texts = ({ beside }: Arrangement): string => JSON.stringify([...(beside.envFiles ?? [])]);
  return (
    isSame(a, b) &&
    texts(a) === texts(b) &&
    a.beside.env === b.beside.env &&
    a.beside.elsewhere === b.beside.elsewhere &&
    isSame(a.beside.override, b.beside.override) &&
    isSame(a.beside.direct, b.beside.direct) &&
    left.length === right.length &&
    left.every((one, index) => isSame(one, right[index]))
  );
}

/** A path as it is written in a file of that folder. */
function joined(folder: string, name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return folder + name;
  const next = first === '.' ? folder : first === '..' ? parentOf(folder) : `${folder}${first}/`;
  return joined(next, rest.join('/'));
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
