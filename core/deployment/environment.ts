import type { ComparedFile } from '../firewall/compare/compare.js';
import type { ShellEnvironment } from '../shell/runner.js';
import { traitsOf } from '../firewall/formats/kinds.js';
import { isMarkdown } from '../shell/documents.js';
import type { GivenVariable } from '../firewall/reading.js';

/** What containers are given, of all files that are at hand. */
export interface Environment extends ShellEnvironment {
  /** Where each is given. */
  readonly places: ReadonlyMap<string, PlacedVariable>;
}

export interface PlacedVariable extends GivenVariable {
  readonly file: ComparedFile;
}

/** What an image has is replaced by what it is started with; two that start it differently leave it open. */
export function environmentOf(files: readonly ComparedFile[]): Environment {
  const images = files.filter(({ reading }) => reading.kind === 'dockerfile');
  // What a document starts is an example.
  const starts = files.filter(
    ({ path, reading }) =>
      reading.kind !== 'dockerfile' && !isMarkdown(path) && traitsOf(reading).isExample !== true,
  );
  const isOpen = files.some(({ reading }) => reading.gives?.isOpen === true);
  const own = together(images);
  const given = together(starts);
  const places = new Map<string, PlacedVariable>();
  // A file that is not at hand goes over what the image has.
  for (const [name, one] of own) places.set(name, isOpen ? { ...one, value: null } : one);
  const count = starts.filter(startsContainers).length;
  for (const [name, one] of given) {
    const isShared = count <= 1 || one.count === count;
    places.set(name, isShared ? one : { ...one, value: null });
  }
  const values = new Map([...places].map(([name, { value }]) => [name, value]));
  return { values, isOpen, isWhole: !isOpen && count === 1, places };
}

function startsContainers({ reading }: ComparedFile): boolean {
  return reading.gives !== undefined && reading.witnesses.some(({ role }) => role === 'forward');
}

interface Counted extends PlacedVariable {
  /** Files that give it. */
  readonly count: number;
}

function together(files: readonly ComparedFile[]): ReadonlyMap<string, Counted> {
  const found = new Map<string, Counted>();
  for (const file of files)
    for (const one of file.reading.gives?.variables ?? []) {
      const before = found.get(one.name);
      const isSame = before === undefined || before.value === one.value;
      const count = (before?.count ?? 0) + (before?.file === file ? 0 : 1);
      found.set(one.name, { ...one, value: isSame ? one.value : null, file, count });
    }
  return found;
}
