import { readOr, time } from '../core/events/bounded.js';
import { isRecord } from '../core/events/record.js';
import { earlierReport, type Run } from '../core/events/run.js';
import { fileOf, type InputKind } from './input.js';
import { UsageError } from './io.js';

const REPORT_INPUT: InputKind = { what: 'report of a probe', limit: 8 * 1024 * 1024 };

/**
 * What an earlier report found, to compare with. Everything in the file is untrusted and bounded.
 * @throws UsageError for a file that cannot be read or is no report of a probe
 */
export async function earlierRun(file: string): Promise<Run> {
  const json = parsed((await fileOf(file, REPORT_INPUT)).toString('utf8'), file);
  const report = readOr(earlierReport, json, undefined);
  if (!report) throw new UsageError(`${file} is no report of a probe.`);
  const at = readOr(time, json['at'], undefined);
  if (at === undefined)
    throw new UsageError(`${file} does not tell when it was made: it comes from an older version.`);
  return { at: new Date(at).toISOString(), findings: report.findings };
}

function parsed(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json)) return json;
  } catch {
    // Said below.
  }
  throw new UsageError(`${name} is no report of a probe: it is not JSON.`);
}
