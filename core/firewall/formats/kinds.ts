import type { FirewallReading } from '../reading.js';
import type { FormatTraits } from './format.js';
import { FORMATS } from './table.js';

const TRAITS = new Map(FORMATS.map(({ kind, traits }) => [kind, traits]));

/** What is known of the format of a file that was read. */
export function traitsOf({ kind }: Pick<FirewallReading, 'kind'>): FormatTraits {
  return TRAITS.get(kind) ?? {};
}

/** Names under which an editor looks for files of any format. */
export const FIREWALL_GLOBS: readonly string[] = FORMATS.flatMap(({ globs }) => globs);

/** Names that say little: such a file is looked into where it speaks of FTP. */
export const WIDE_GLOBS: readonly string[] = FORMATS.flatMap(({ wideGlobs }) => wideGlobs ?? []);

/** Languages of documents that may be such files under any name. */
export const FIREWALL_LANGUAGES: readonly string[] = [
  ...new Set(FORMATS.flatMap(({ languages }) => languages)),
];

/** For people: which files are read, and what of them. */
export const READ_KINDS = FORMATS.flatMap(({ label, reads, globs, wideGlobs = [] }) =>
  reads === undefined ? [] : [{ label, reads, globs, wideGlobs }],
);

/** For people: the formats that are read by themselves. */
export const READ_FORMATS: readonly string[] = FORMATS.filter(
  ({ globs, traits }) => globs.length > 0 && (traits.isWholeFirewall ?? traits.addsUp) === true,
).map(({ label }) => label);
