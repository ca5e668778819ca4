import type { CheckReport, FileReport } from '../check-report.js';
import { relativePath, xmlText } from './escapes.js';

type Diagnostic = FileReport['diagnostics'][number];

/** A suite per file and a case per finding, as build services show test results; a clean file is a case that passed. */
export function junitOf({ files }: CheckReport): string {
  const count = files.reduce((sum, { diagnostics }) => sum + failures(diagnostics), 0);
  const cases = files.reduce((sum, { diagnostics }) => sum + Math.max(1, diagnostics.length), 0);
  const suites = files.map(suiteOf).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="vsftpd-lens" tests="${cases}" failures="${count}">\n${suites}</testsuites>\n`;
}

function suiteOf({ path, diagnostics }: FileReport): string {
  const name = xmlText(relativePath(path));
  const cases =
    diagnostics.length === 0
      ? `    <testcase name="${name}" classname="vsftpd-lens"/>\n`
      : diagnostics.map((diagnostic) => caseOf(name, diagnostic)).join('');
  const tests = Math.max(1, diagnostics.length);
  return `  <testsuite name="${name}" tests="${tests}" failures="${failures(diagnostics)}">\n${cases}  </testsuite>\n`;
}

function caseOf(name: string, { code, severity, message, range }: Diagnostic): string {
  const { line, character } = range.start;
  const place = `${name}:${line + 1}:${character + 1}`;
  const head = `    <testcase name="${xmlText(code)} (line ${line + 1})" classname="${name}"`;
  const text = `${place}: ${severity}: ${xmlText(message)}`;
  if (!isFailure(severity)) return `${head}>\n      <system-out>${text}</system-out>\n    </testcase>\n`;
  return `${head}>\n      <failure type="${severity}" message="${xmlText(message)}">${text}</failure>\n    </testcase>\n`;
}

function failures(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => isFailure(severity)).length;
}

/** What is only worth knowing fails no test. */
function isFailure(severity: Diagnostic['severity']): boolean {
  return severity === 'error' || severity === 'warning';
}
