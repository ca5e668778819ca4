import { createHash } from 'node:crypto';
import { lineHash } from '../checking/baseline.js';
import type { CheckReport } from '../check-report.js';
import { relativePath } from './escapes.js';

const SEVERITIES = { error: 'critical', warning: 'major', information: 'minor', hint: 'info' } as const;

/** A report of GitLab's Code Quality. A finding keeps its fingerprint where lines are put above it. */
export function gitlabOf(
  { files }: CheckReport,
  linesOf: (file: string) => readonly string[],
): readonly object[] {
  const seen = new Map<string, number>();
  return files.flatMap(({ path, diagnostics }) =>
    diagnostics.map((diagnostic) => {
      const { code, severity, message, range } = diagnostic;
      const key = JSON.stringify([path, code, lineHash(linesOf(path), diagnostic)]);
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      return {
        description: message,
        check_name: code,
        fingerprint: createHash('sha256').update(`${key}${before}`).digest('hex'),
        severity: SEVERITIES[severity],
        location: { path: relativePath(path), lines: { begin: range.start.line + 1 } },
      };
    }),
  );
}
