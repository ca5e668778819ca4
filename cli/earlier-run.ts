import { readFile } from 'node:fs/promises';
import { readOr, time } from '../core/events/bounded.js';
import { isRecord } from '../core/events/record.js';
import { earlierReport, type Run } from '../core/events/run.js';
import { UsageError } from './io.js';

/** Longer files are no report. Bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * What an earlier report found, to compare with. Everything in the file is untrusted and bounded.
 * @throws UsageError for a file that cannot be read or is no report of a probe
 */
export async function earlierRun(file: string): Promise<Run> {
  const json = parsed(await contentOf(file), file);
  const report = readOr(earlierReport, json, undefined);
  if (!report) throw new UsageError(`${file} is no report of a probe.`);
  const at = readOr(time, json['at'], undefined);
  if (at === undefined)
    throw new UsageError(`${file} does not tell when it was made: it comes from an older version.`);
  return { at: new Date(at).toISOString(), findings: report.findings };
}

async function contentOf(name: string): Promise<string> {
  try {
    const data = await readFile(name);
    if (data.length <= MAX_BYTES) return data.toString('utf8');
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${name} is too long for a report of a probe.`);
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
