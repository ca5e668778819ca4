import type { Finding } from '../core/verdict/finding.js';
import { printable } from '../probe/index.js';
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

/** The same to paste into a ticket. */
export function markdownOf(report: ProbeReport): string {
  const { findings, steps, notTested } = report;
  const lines = [`# ${escaped(headline(report))}`, ''];
  if (findings.length === 0) lines.push('Nothing wrong was found.', '');
  findings.forEach((finding) => {
    lines.push(`## ${finding.severity}: ${escaped(finding.title)} (\`${finding.id}\`)`, '');
    lines.push(escaped(finding.evidence), '', `**Fix:** ${escaped(finding.fix.text)}`, '');
    const code = [...configLines(finding), ...finding.fix.commands.map(one)];
    if (code.length > 0) lines.push(...code.map((line) => `    ${line}`), '');
  });
  lines.push('| step | status | ms | what happened |', '|---|---|---|---|');
  for (const { status, id, durationMs, detail } of steps)
    lines.push(`| ${id} | ${status} | ${durationMs} | ${escaped(detail)} |`);
  if (notTested.length > 0)
    lines.push('', '**Not tested:**', '', ...notTested.map((what) => `- ${escaped(what)}`));
  return `${lines.join('\n')}\n`;
}

function headline({ target, vantage, durationMs }: ProbeReport): string {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const peer = target.peer === null || target.peer === target.host ? '' : ` (${target.peer})`;
  const from = vantage.address === null ? '' : ` from ${vantage.address}`;
  return one(`${host}:${target.port}${peer}, probed${from} in ${(durationMs / 1000).toFixed(1)} s`);
}

function configLines({ fix }: Finding): string[] {
  return Object.entries(fix.config ?? {}).map(([name, value]) => one(`${name}=${value}`));
}

function one(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, ' / '), 2000);
}

/** Words of a server must not become markup. What stands between our own backticks shows as it is already. */
function escaped(text: string): string {
  const parts = one(text).replace(/`{2,}/g, "'").split('`');
  // An odd backtick is not ours: then nothing counts as quoted.
  const quoted = parts.length % 2 === 1;
  return parts
    .map((part, index) => part.replace(quoted && index % 2 === 1 ? /[|]/g : /[\\*_{}[\]<>#|~]/g, '\\$&'))
    .join(quoted ? '`' : '\\`');
}
