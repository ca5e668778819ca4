import type { CheckReport } from './check-report.js';
import { PROJECT_FILE } from '../core/verdict/project-settings.js';
import { coloursFor, type Colours } from './colours.js';
import { terminalLines, withoutControls } from './terminal-text.js';

const PLACED = /^(.*?:\d+:\d+:) (error|warning|information|hint) ([\w-]+):/;

/**
 * `file:line:column: severity code: message`, as compilers print it, then one line of sum. A template is not what the
 * daemon is started with, so its own answer is left out there, and where a suppression keeps the line's finding back.
 */
export function checkText(
  report: CheckReport,
  templates: ReadonlySet<string>,
  colours: Colours = coloursFor(false),
): string {
  const lines: string[] = [];
  let count = 0;
  for (const file of report.files) {
    const { verdict = 'accepts', message = null, line = null } = file.daemon ?? {};
    const isShown = file.diagnostics.some((d) => d.range.start.line === line);
    if (verdict !== 'accepts' && isShown && !templates.has(file.path)) {
      const words = verdict === 'crashes' ? 'crashes without a message' : (message ?? '');
      lines.push(`${file.path}: vsftpd (${file.build}) stops at line ${(line ?? 0) + 1}: ${words}`);
    }
    for (const d of file.diagnostics) {
      const { line: row, character } = d.range.start;
      lines.push(`${file.path}:${row + 1}:${character + 1}: ${d.severity} ${d.code}: ${d.message}`);
      for (const fix of d.fixes.slice(0, 1)) lines.push(`    fix: ${fix.title}`);
      count++;
    }
  }
  const files = report.files.length === 1 ? 'one file' : `${report.files.length} files`;
  lines.push(
    [count === 0 ? `Nothing found in ${files}` : `${count} found in ${files}`, ...left(report)].join('; ') +
      '.',
  );
  return terminalLines(lines, (line) => painted(line, colours));
}

/** What is not shown, counted. */
function left({ files, switchedOff = 0, known = 0 }: CheckReport): readonly string[] {
  const fixed = files.filter((file) => file.fixed === true).length;
  return [
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(known > 0 ? [`${known} known from the baseline`] : []),
    ...(switchedOff > 0 ? [`${switchedOff} switched off by ${PROJECT_FILE}`] : []),
  ];
}

function painted(line: string, colours: Colours): string {
  if (line.startsWith('    fix: ')) return colours.faint(line);
  return line.replace(
    PLACED,
    (_, place: string, severity: string, code: string) =>
      `${colours.strong(place)} ${colours.severity(severity, severity)} ${colours.strong(code)}:`,
  );
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
