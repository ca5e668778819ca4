import type { ComparedFile } from '../firewall/compare/compare.js';
import type { ShellEnvironment } from '../firewall/formats/shell/shell.js';
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
  const starts = files.filter(({ reading }) => reading.kind !== 'dockerfile');
  const isOpen = files.some(({ reading }) => reading.gives?.isOpen === true);
  const own = together(images);
  const given = together(starts);
  const places = new Map<string, PlacedVariable>();
  // A file that is not at hand goes over what the image has.
  for (const [name, one] of own) places.set(name, isOpen ? { ...one, value: null } : one);
  for (const [name, one] of given) places.set(name, one);
  return { values: new Map([...places].map(([name, { value }]) => [name, value])), isOpen, places };
}

function together(files: readonly ComparedFile[]): ReadonlyMap<string, PlacedVariable> {
  const found = new Map<string, PlacedVariable>();
  for (const file of files)
    for (const one of file.reading.gives?.variables ?? []) {
      const before = found.get(one.name);
      const isSame = before === undefined || before.value === one.value;
      found.set(one.name, { ...one, value: isSame ? one.value : null, file });
    }
  return found;
}
