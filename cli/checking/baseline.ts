import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '../../core/events/record.js';
import type { FileReport } from '../check-report.js';
import { fileOf, type InputKind } from '../input.js';
import { UsageError } from '../io.js';
import { slashed } from './globs.js';

const BASELINE_INPUT: InputKind = { what: 'baseline', limit: 64 * 1024 * 1024 };

type Diagnostic = FileReport['diagnostics'][number];

/** Where a finding was: the line's number may change, its text not. */
interface Entry {
  /** From the folder of the baseline, with forward slashes. */
  readonly path: string;
  readonly code: string;
  /** Of the text of the line. */
  readonly hash: string;
}

/** A report on a file, and the lines that it is about. */
export interface LinedReport {
  readonly report: FileReport;
  readonly lines: readonly string[];
}

/** The text of a finding's line, so that it is known again where others were put above it. */
export function lineHash(lines: readonly string[], { range }: Diagnostic): string {
  const text = (lines[range.start.line] ?? '').trim();
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Writes down what is found today. */
export async function writeBaseline(file: string, reports: readonly LinedReport[]): Promise<void> {
  const entries = reports.flatMap((one) => one.report.diagnostics.map((d) => entryOf(file, one, d)));
  const text = `{"version":1,"entries":[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]}\n`;
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : ''}`);
  }
}

/** What stands in a baseline; a finding that it has twice is known twice. */
export class Baseline {
  private constructor(
    private readonly file: string,
    private readonly left: Map<string, number>,
  ) {}

  /** @throws UsageError for a file that cannot be read or is no baseline */
  static async read(file: string): Promise<Baseline> {
    const left = new Map<string, number>();
    for (const entry of entriesIn((await fileOf(file, BASELINE_INPUT)).toString('utf8'), file)) {
      const key = keyOf(entry);
      left.set(key, (left.get(key) ?? 0) + 1);
    }
    return new Baseline(file, left);
  }

  /** What the baseline does not have. */
  newIn(one: LinedReport): readonly Diagnostic[] {
    return one.report.diagnostics.filter((diagnostic) => {
      const key = keyOf(entryOf(this.file, one, diagnostic));
      const left = this.left.get(key) ?? 0;
      this.left.set(key, left - 1);
      return left <= 0;
    });
  }
}

function entryOf(file: string, { report, lines }: LinedReport, diagnostic: Diagnostic): Entry {
  const own =
    report.path === '-' ? '-' : slashed(path.relative(path.dirname(path.resolve(file)), report.path));
  return { path: own, code: diagnostic.code, hash: lineHash(lines, diagnostic) };
}

function keyOf({ path: own, code, hash }: Entry): string {
  return JSON.stringify([own, code, hash]);
}

function entriesIn(text: string, name: string): readonly Entry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Said below.
  }
  const entries = isRecord(json) && json['version'] === 1 ? json['entries'] : undefined;
  if (!Array.isArray(entries)) throw new UsageError(`${name} is no baseline of this program.`);
  return entries.filter(isRecord).flatMap(({ path: own, code, hash }) => {
    const isEntry = typeof own === 'string' && typeof code === 'string' && typeof hash === 'string';
    return isEntry ? [{ path: own, code, hash }] : [];
  });
}
