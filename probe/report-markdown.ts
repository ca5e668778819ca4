import type { Finding } from '../core/verdict/finding.js';
import { naming } from '../core/verdict/words/machine.js';
import { printable } from '../core/events/printable.js';
import type { ProbeReport } from './types.js';

/**
 * The report to paste into a ticket.
 * @param switchedOff findings that the user did not want to see
 */
export function markdownOf(report: ProbeReport, switchedOff = 0): string {
  const { findings, steps, notTested } = report;
  const lines = [`# ${escaped(headline(report))}`, ''];
  if (findings.length === 0) lines.push(withoutFindings(report, switchedOff), '');
  if (switchedOff > 0) lines.push(`Switched off: ${switchedOff} of the findings.`, '');
  findings.forEach((finding) => {
    lines.push(`## ${finding.severity}: ${escaped(finding.title)} (\`${finding.id}\`)`, '');
    const places = (finding.files ?? []).map(({ path, line }) => escaped(`${path}:${line + 1}`));
    lines.push(escaped(finding.evidence), '');
    if (places.length > 0) lines.push(`**At:** ${places.join(', ')}`, '');
    lines.push(`**Fix:** ${escaped(finding.fix.text)}`, '');
    lines.push(...block('In vsftpd.conf:', configLines(finding)));
    const { commands, alternatives = [] } = finding.fix;
    lines.push(...block('On the server:', commands.map(one)));
    // A block each: what is copied whole must not run all of them.
    for (const [index, way] of alternatives.entries()) {
      const title = index === 0 ? 'On the server, one of these' : 'Or';
      lines.push(...block(`${title}, for ${one(way.for)}:`, way.commands.map(one)));
    }
  });
  lines.push('| step | status | ms | what happened |', '|---|---|---|---|');
  for (const { status, id, durationMs, detail } of steps)
    lines.push(`| ${id} | ${status} | ${durationMs} | ${escaped(detail)} |`);
  if (notTested.length > 0)
    lines.push('', '**Not tested:**', '', ...notTested.map((what) => `- ${escaped(what)}`));
  return `${lines.join('\n')}\n`;
}

/** Code in a ticket, with the place where it belongs. */
function block(title: string, code: readonly string[]): readonly string[] {
  return code.length === 0 ? [] : [title, '', ...code.map((line) => `    ${line}`), ''];
}

/** Whom it is about, on one line. */
export function headline({ target, vantage, durationMs }: ProbeReport): string {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const peer = target.peer === null || target.peer === target.host ? '' : ` (${target.peer})`;
  const from = vantage.address === null ? '' : ` from ${vantage.address}`;
  return one(`${host}:${target.port}${peer}, probed${from} in ${(durationMs / 1000).toFixed(1)} s`);
}

/** What is said where no finding is shown: a run that was cut short proves nothing. */
export function withoutFindings({ notTested }: ProbeReport, switchedOff: number): string {
  if (notTested.some((what) => what.startsWith('everything after step')))
    return 'The run ended before it could show that the server works.';
  return switchedOff > 0 ? 'Nothing else was found.' : 'Nothing wrong was found.';
}

/** The settings that a fix writes, as lines of vsftpd.conf. */
export function configLines({ fix }: Finding): string[] {
  return Object.entries(fix.config ?? {}).map(([name, value]) => one(`${name}=${value}`));
}

/** Text of a server or finding on one line, safe to print. */
export function one(text: string): string {
  return printable(text.replace(/(?<!\s)\s*\n\s*/g, ' / '), 2000);
}

/** Who reads a ticket sits elsewhere. */
const MACHINE = 'the computer that probed';

/** Words of a server must not become markup. What stands between our own backticks shows as it is already. */
function escaped(text: string): string {
  const parts = one(naming(MACHINE, text)).replace(/`{2,}/g, "'").split('`');
  // An odd backtick is not ours: then nothing counts as quoted.
  const quoted = parts.length % 2 === 1;
  return parts
    .map((part, index) => part.replace(quoted && index % 2 === 1 ? /[|]/g : /[\\*_{}[\]<>#|~]/g, '\\$&'))
    .join(quoted ? '`' : '\\`');
}
