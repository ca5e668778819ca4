import { RULES } from '../core/rules/index.js';
import type { CheckReport, FileReport } from './check-report.js';
import { terminalLines, withoutControls } from './terminal-text.js';

type Diagnostic = FileReport['diagnostics'][number];

/**
 * `file:line:column: severity code: message`, as compilers print it, then one line of sum. A template is not what the
 * daemon is started with, so its own answer is left out there, and where a suppression keeps the line's finding back.
 */
export function checkText(report: CheckReport, templates: ReadonlySet<FileReport>): string {
  const lines: string[] = [];
  let count = 0;
  for (const file of report.files) {
    const { verdict = 'accepts', message = null, line = null } = file.daemon ?? {};
    const isShown = file.diagnostics.some((d) => d.range.start.line === line);
    if (verdict !== 'accepts' && isShown && !templates.has(file)) {
      const words = verdict === 'crashes' ? 'crashes without a message' : (message ?? '');
      lines.push(`${file.path}: vsftpd (${report.build}) stops at line ${(line ?? 0) + 1}: ${words}`);
    }
    for (const d of file.diagnostics) {
      const { line: row, character } = d.range.start;
      lines.push(`${file.path}:${row + 1}:${character + 1}: ${d.severity} ${d.code}: ${d.message}`);
      for (const fix of d.fixes.slice(0, 1)) lines.push(`    fix: ${fix.title}`);
      count++;
    }
  }
  const files = report.files.length === 1 ? 'one file' : `${report.files.length} files`;
  lines.push(count === 0 ? `Nothing found in ${files}.` : `${count} found in ${files}.`);
  return terminalLines(lines);
}

/** Workflow commands of GitHub Actions. */
export function githubOf(report: CheckReport): string {
  const kinds = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;
  const lines = report.files.flatMap((file) =>
    file.diagnostics.map((d) => {
      const { start, end } = d.range;
      const place = `file=${property(file.path)},line=${start.line + 1},endLine=${end.line + 1},col=${start.character + 1},endColumn=${end.character + 1}`;
      return `::${kinds[d.severity]} ${place},title=${property(d.code)}::${data(d.message)}\n`;
    }),
  );
  return lines.join('');
}

function data(text: string): string {
  const lines = text.split('\n').map(withoutControls);
  return lines.map((line) => line.replaceAll('%', '%25')).join('%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** SARIF 2.1.0: columns count UTF-16 units from 1. */
export function sarifOf(report: CheckReport): object {
  const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;
  const result = (file: FileReport, d: Diagnostic): object => ({
    ruleId: d.code,
    ruleIndex: RULES.findIndex((rule) => rule.code === d.code),
    level: levels[d.severity],
    message: { text: d.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file.path.replaceAll('\\', '/')) },
          region: {
            startLine: d.range.start.line + 1,
            startColumn: d.range.start.character + 1,
            endLine: d.range.end.line + 1,
            endColumn: d.range.end.character + 1,
          },
        },
      },
    ],
    properties: { stage: d.stage, build: report.build },
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vsftpd-lens',
            rules: RULES.map((rule) => ({
              id: rule.code,
              shortDescription: { text: rule.title },
              fullDescription: { text: rule.why },
              defaultConfiguration: { level: levels[rule.severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: report.files.flatMap((file) => file.diagnostics.map((d) => result(file, d))),
      },
    ],
  };
}
