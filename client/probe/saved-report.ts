import * as v from 'valibot';
import { name, portSpan, read, shape, time, type DataOf } from '../../core/events/bounded.js';
import { isRecord } from '../../core/events/record.js';
import { observations } from '../../core/events/observation.js';
import { comparedFiles, savedReport, tlsChoice } from '../../core/events/report.js';
import { vantage } from '../panel/shown-run.js';
import { knownStep } from '../panel/words.js';
import type { ShownRun } from '../panel/state.js';
import { withComputed } from './kept-path.js';
import { t } from '../l10n.js';

/** Longer files are refused. UTF-16 units. */
export const LONGEST_REPORT = 8_000_000;

/** What `probe --format json` prints, and beside it what the panel shows. It holds no password. */
export function reportText(run: ShownRun): string {
  const { report, observations, at, user, tls, expected, files, vantage } = run;
  const file = {
    ...report,
    vantage: { ...report.vantage, ...vantage },
    at,
    user,
    tls,
    expected,
    comparedFiles: files,
    observations,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A report of the terminal has none of these. */
const extras = shape({
  at: v.exactOptional(time),
  user: v.exactOptional(name),
  tls: v.exactOptional(tlsChoice),
  expected: v.exactOptional(v.nullable(portSpan)),
  comparedFiles: v.exactOptional(v.nullable(comparedFiles)),
  observations: v.exactOptional(observations),
});

/**
 * Reads a saved report. Everything in it is untrusted: kinds and names that are not known are left out, lists and texts
 * are bounded.
 * @param written when the file was written, ISO 8601: the time of a report that does not tell its own
 * @throws Error with a sentence for the user
 */
export function readSavedReport(source: string, written: string): ShownRun {
  const json = parse(source);
  const { observations = [], comparedFiles: files = [], ...more } = readPart(extras, json);
  const saved = readPart(savedReport, json);
  // The panel has no name for a step of another version.
  const report = { ...saved, steps: saved.steps.filter(({ id }) => knownStep(id) !== undefined) };
  const here = { place: 'this-computer', remote: null, near: null };
  return withComputed({
    at: written,
    user: '',
    tls: 'auto',
    expected: null,
    ...more,
    report,
    observations,
    vantage: readPart(vantage, { ...here, ...asRecord(json['vantage']) }),
    config: null,
    files,
    places: [],
    history: [],
    difference: null,
    certificate: null,
    isSaved: true,
  });
}

function readPart<S extends v.GenericSchema>(schema: S, json: unknown): DataOf<S> {
  const found = read(schema, json);
  if (!found.ok) throw new Error(t('This report is damaged: {0} was expected.', found.expected));
  return found.value;
}

function parse(source: string): Record<string, unknown> {
  if (source.length > LONGEST_REPORT) throw new Error(t('This file is too long for the report of a probe.'));
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    throw new Error(t('This file is no report of a probe: it is not JSON.'));
  }
  if (!isRecord(json) || !('version' in json) || !('findings' in json))
    throw new Error(t('This file is no report of a probe.'));
  const { version } = json;
  if (version !== 1) {
    const other = typeof version === 'number' ? t('version {0}', version) : t('an unknown version');
    throw new Error(t('This report is of {0}; this vsftpd Lens reads version 1.', other));
  }
  return json;
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
