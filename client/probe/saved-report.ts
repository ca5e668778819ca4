import { TLS_CHOICES } from '../../probe/tls-choice.js';
import { keptPath } from './kept-path.js';
import type { ShownRun } from '../panel/state.js';
import { comparedFiles, observations, report, span, time, vantage } from './report-readers.js';
import { isRecord, maybe, oneOf, orNull, shape, text, Unreadable } from './untrusted.js';

/** Longer files are no report of ours. UTF-16 units. */
export const LONGEST_REPORT = 8_000_000;

/** What `probe --format json` prints, and beside it what the panel shows. It holds no password. */
export function savedReport(run: ShownRun): string {
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

type Extras = Pick<ShownRun, 'at' | 'user' | 'tls' | 'expected' | 'observations'> & {
  readonly comparedFiles: ShownRun['files'];
};

/** A report of the terminal has none of these. */
const extras = shape<Partial<Extras>>({
  at: maybe(time),
  user: maybe(text(300)),
  tls: maybe(oneOf(...TLS_CHOICES)),
  expected: maybe(orNull(span)),
  comparedFiles: maybe(orNull(comparedFiles)),
  observations: maybe(observations),
});

/**
 * Reads a saved report. Everything in it is untrusted: kinds and names that are not known are left out, lists and texts
 * are bounded.
 * @param written when the file was written, ISO 8601: the time of a report that does not tell its own
 * @throws Error with a sentence for the user
 */
export function readSavedReport(source: string, written: string): ShownRun {
  const json = parse(source);
  try {
    const { observations = [], comparedFiles: files = [], ...more } = extras(json);
    const shown = report(json);
    const place = vantage({ place: 'this-computer', remote: null, near: null, ...asRecord(json['vantage']) });
    return {
      at: written,
      user: '',
      tls: 'auto',
      expected: null,
      ...more,
      report: shown,
      observations,
      vantage: place,
      path: keptPath({ report: shown, observations, files }),
      config: null,
      files,
      history: [],
      difference: null,
      certificate: null,
      isSaved: true,
    };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Error(`This report is damaged: ${error.message} was expected.`);
  }
}

function parse(source: string): Record<string, unknown> {
  if (source.length > LONGEST_REPORT) throw new Error('This file is too long for the report of a probe.');
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    throw new Error('This file is no report of a probe: it is not JSON.');
  }
  if (!isRecord(json) || !('version' in json) || !('findings' in json))
    throw new Error('This file is no report of a probe.');
  const { version } = json;
  if (version !== 1) {
    const other = typeof version === 'number' ? `version ${version}` : 'an unknown version';
    throw new Error(`This report is of ${other}; this vsftpd Lens reads version 1.`);
  }
  return json;
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
