import { configLines, headline, one } from '../probe/index.js';
import type { ProbeReport } from '../probe/index.js';

/** The report for people at a terminal: the verdict first, then how it came about. */
export function textOf(report: ProbeReport): string {
  const { findings, steps, notTested } = report;
  const lines = [headline(report), ''];
  if (findings.length === 0) lines.push(`Nothing wrong was found.`, '');
  findings.forEach((finding) => {
    lines.push(
      `${finding.severity} ${finding.id}: ${one(finding.title)}`,
      `  Seen: ${one(finding.evidence)}`,
      `  Fix:  ${one(finding.fix.text)}`,
    );
    lines.push(...configLines(finding).map((line) => `        ${line}`));
    lines.push(...finding.fix.commands.map((command) => `        $ ${one(command)}`), '');
  });
  lines.push('Steps');
  for (const { status, id, durationMs, detail } of steps) {
    lines.push(`  ${status.padEnd(4)}  ${id.padEnd(8)} ${String(durationMs).padStart(6)} ms  ${one(detail)}`);
  }
  if (notTested.length > 0) lines.push('', 'Not tested', ...notTested.map((what) => `  ${one(what)}`));
  return `${lines.join('\n')}\n`;
}
