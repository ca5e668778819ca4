import { compareService, type ComparedFile } from './compare.js';
import type { FileEdit, PortFix, PortMismatch } from './mismatch.js';
import { overlap } from '../ports/port-spans.js';
import { partsOf } from '../placed.js';
import { readAgain } from '../formats/together.js';
import type { FirewallReading, PortRange } from '../reading.js';
import type { ServicePorts } from '../service.js';

/** A longer file takes too long to be read again for each fix while someone types. UTF-16 units. */
const LONGEST_TRIAL = 60_000;
/** Fixes beyond these are offered untried. */
const MOST_TRIALS = 40;

/** The mismatches with only those fixes that mend them: each is tried, the file read again and compared again. */
export function withSoundFixes(
  service: ServicePorts,
  files: readonly ComparedFile[],
  found: readonly PortMismatch[],
): readonly PortMismatch[] {
  let trials = 0;
  return found.map((mismatch) => {
    const fixes = mismatch.fixes.filter(
      (fix) => ++trials > MOST_TRIALS || mends(fix, mismatch, found, service, files),
    );
    return fixes.length === mismatch.fixes.length ? mismatch : { ...mismatch, fixes };
  });
}

function mends(
  fix: PortFix,
  mismatch: PortMismatch,
  before: readonly PortMismatch[],
  service: ServicePorts,
  files: readonly ComparedFile[],
): boolean {
  const changed = files.map((file) => edited(file, fix));
  // What cannot be tried is believed.
  if (!changed.every((file) => file !== null)) return true;
  const after = compareService(withSettings(service, fix.settings ?? {}), changed);
  return after.every((left) =>
    left.id === mismatch.id && left.path === mismatch.path
      ? !touch(left.ports, mismatch.ports) && before.some((other) => isSame(other, left))
      : left.id !== 'forward-shifted' || before.some(({ id }) => id === left.id),
  );
}

/** Mismatches that are not about ports are told apart by their kind alone. */
function touch(a: readonly PortRange[], b: readonly PortRange[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((one) => b.some((other) => overlap(one, other)));
}

function isSame(a: PortMismatch, b: PortMismatch): boolean {
  return a.id === b.id && a.path === b.path && JSON.stringify(a.ports) === JSON.stringify(b.ports);
}

/** What was read after a fix, for the next key stroke: by the reading before it, then by the text after it. */
const TRIED = new WeakMap<FirewallReading, Map<string, ComparedFile | null>>();

function edited(file: ComparedFile, { edits }: PortFix): ComparedFile | null {
  const parts = partsOf(file);
  const own = edits.filter(({ path }) => parts.some((part) => part.path === path));
  if (own.length === 0) return file;
  if (file.text.length > LONGEST_TRIAL) return null;
  const texts = new Map(parts.map(({ path, text }) => [path, withEdits(text, own, path)]));
  const key = JSON.stringify([...texts.values()]);
  const tried = TRIED.get(file.reading) ?? new Map<string, ComparedFile | null>();
  TRIED.set(file.reading, tried);
  let again = tried.get(key);
  if (again === undefined) {
    // A few fixes are tried in turn; of what was typed long ago nothing is kept.
    if (tried.size >= 10) tried.clear();
    again = readAgain(file, (path) => texts.get(path) ?? '');
    tried.set(key, again);
  }
  return again?.reading.kind === file.reading.kind ? again : null;
}

function withEdits(text: string, edits: readonly FileEdit[], path: string): string {
  return edits
    .filter((edit) => edit.path === path)
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((before, { at, newText }) => before.slice(0, at.start) + newText + before.slice(at.end), text);
}

function withSettings(service: ServicePorts, settings: Readonly<Record<string, string>>): ServicePorts {
  const {
    listen_port: control,
    pasv_min_port: low,
    pasv_max_port: high,
    pasv_address: advertised,
  } = settings;
  return {
    ...service,
    ...(control === undefined ? {} : { control: Number(control) }),
    ...(low === undefined || high === undefined ? {} : { passive: { low: Number(low), high: Number(high) } }),
    ...(advertised === undefined ? {} : { advertised }),
  };
}
