import { readFile } from 'node:fs/promises';
import type { FindingSeverity, PastFinding, Run } from '../core/verdict/index.js';
import { UsageError } from './io.js';

/** Longer files are no report. Bytes. */
const MAX_BYTES = 8 * 1024 * 1024;
const MOST_FINDINGS = 100;

/**
 * What an earlier report found, to compare with. Everything in the file is untrusted and bounded.
 * @throws UsageError for a file that cannot be read or is no report of a probe
 */
export async function earlierRun(name: string): Promise<Run> {
  const json = parsed(await textOf(name), name);
  const { version, at, findings } = json;
  if (version !== 1 || !Array.isArray(findings)) throw new UsageError(`${name} is no report of a probe.`);
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)))
    throw new UsageError(`${name} does not tell when it was made: it comes from an older version.`);
  return { at: new Date(at).toISOString(), findings: findings.slice(0, MOST_FINDINGS).flatMap(findingOf) };
}

async function textOf(name: string): Promise<string> {
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

function findingOf(given: unknown): PastFinding[] {
  if (!isRecord(given)) return [];
  const { id, title } = given;
  const severity = SEVERITIES.find((one) => one === given['severity']);
  if (typeof id !== 'string' || typeof title !== 'string' || severity === undefined) return [];
  return [{ id: id.slice(0, 50), title: title.slice(0, 300), severity }];
}

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'information'];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
