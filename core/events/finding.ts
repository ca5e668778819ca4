import * as v from 'valibot';
import { printable } from './printable.js';
import { list, oneOf, shape, text, whole, words, type DataOf } from './bounded.js';
import { isRecord } from './record.js';

/** Where in a text a fact was read. Zero-based, UTF-16 units. */
export const textPlace = shape({ line: whole(0, 1e9), character: whole(0, 1e9), length: whole(0, 1e9) });
export type TextPlace = DataOf<typeof textPlace>;

export const severity = oneOf('error', 'warning', 'information');
export type FindingSeverity = DataOf<typeof severity>;

/** The one part that is broken. */
export const cause = oneOf(
  'server-config',
  'server-host',
  'server-firewall',
  'nat',
  'network',
  'client',
  'tls',
  'load',
);
export type Cause = DataOf<typeof cause>;

const MOST_SETTINGS = 50;

/** Names and one-line values: nothing else may get into a config. */
export const settings = v.pipe(
  v.custom<Record<string, unknown>>(isRecord, 'settings'),
  v.transform((all) => Object.fromEntries(Object.entries(all).slice(0, MOST_SETTINGS))),
  v.custom<Record<string, string>>(
    (some) => isRecord(some) && Object.entries(some).every(isSetting),
    'a setting',
  ),
);

/** It is shown, copied and written as it stands: nothing in it may steer a terminal, end a line or hide text. */
function isPlain(value: string): boolean {
  return !value.includes('\n') && printable(value) === value;
}

function isSetting([key, value]: [string, unknown]): boolean {
  return (
    /^[a-z][a-z0-9_]{0,60}$/.test(key) && typeof value === 'string' && value.length <= 1000 && isPlain(value)
  );
}

const findingFix = shape({
  /** What to do, in one or two plain sentences. */
  text: words,
  /** Settings of vsftpd.conf to write, by name. */
  config: v.nullable(settings),
  /** Command lines to run as they stand, ready to copy. */
  commands: list(words, 50),
  /** The same work in several ways, of which one is to be run: by what is in use there. */
  alternatives: v.exactOptional(list(shape({ for: text(60), commands: list(words, 50) }), 20)),
});
export type FindingFix = DataOf<typeof findingFix>;

/** What is kept of a finding. Lines of files are not: the files may be others by the time it is read. */
export const savedFinding = shape({
  /** Stable, never reused. */
  id: text(60),
  severity,
  title: text(300),
  /** The reply, the errno, the time that prove it. */
  evidence: words,
  cause,
  fix: findingFix,
  /** In a transcript: the text that proves it. */
  at: v.exactOptional(textPlace),
});
export type SavedFinding = DataOf<typeof savedFinding>;
