import type { ConfigDocument, ConfigModel, Range } from '../config/index.js';
import { withOrigin } from '../deployment/index.js';
import { compareService, type ComparedFile, type PortMismatch } from '../firewall/index.js';
import { withSoundFixes } from '../firewall/compare/sound-fixes.js';
import { readSuppressions } from '../rules/index.js';
import { deployedService } from './service-ports.js';

/** A disagreement with a firewall, NAT or container file, and its line in vsftpd.conf. */
export interface PlacedMismatch {
  readonly mismatch: PortMismatch;
  readonly range: Range;
}

/** What one config and the files beside it do not agree on. */
export function portMismatches(
  model: ConfigModel,
  files: readonly ComparedFile[],
): readonly PlacedMismatch[] {
  if (files.length === 0) return [];
  const { service, given } = deployedService(model, files);
  if (!service) return [];
  return withOrigin(withSoundFixes(service, files, compareService(service, files)), given).map(
    (mismatch) => ({
      mismatch,
      range: settingRange(model.document, mismatch.settings),
    }),
  );
}

/** Without what a comment in the config silences. */
export function unsilenced<T extends PlacedMismatch>(
  document: ConfigDocument,
  found: readonly T[],
): readonly T[] {
  const isOff = readSuppressions(document);
  return found.filter(({ mismatch, range }) => !isOff(mismatch.id, range.start.line));
}

/** The first of the settings that the file has; else its first setting, else its start. */
export function settingRange(document: ConfigDocument, names: readonly string[]): Range {
  const line = names.flatMap((name) => document.byName.get(name)?.at(-1) ?? [])[0] ?? document.settings[0];
  if (!line) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return document.source.rangeOf(line.start, line.end);
}
