import { configLines, headline, one, withoutFindings } from '../probe/index.js';
import type { ProbeReport } from '../probe/index.js';
import type { Finding } from '../core/verdict/finding.js';
import { switchedOffWords } from './project-settings.js';
import { coloursFor, type Colours } from './colours.js';

const NONE = coloursFor(false);

/**
 * The report for people at a terminal: the verdict first, then the steps.
 * @param configName how the file of --config is called in what it prints
 */
export function probeText(
  report: ProbeReport,
  colours: Colours = NONE,
  configName = 'vsftpd.conf',
  switchedOff = 0,
): string {
  const { findings, steps, notTested } = report;
  const lines = [colours.strong(headline(report)), ''];
  if (findings.length === 0) {
    const words = withoutFindings(report, switchedOff);
    lines.push(/^Nothing/.test(words) ? colours.status('pass', words) : words, '');
  }
  for (const finding of findings) lines.push(...findingLines(finding, colours, configName), '');
  if (switchedOff > 0) lines.push(switchedOffWords(switchedOff), '');
  lines.push(colours.strong('Steps'));
  for (const { status, id, durationMs, detail } of steps) {
    const time = colours.faint(`${String(durationMs).padStart(6)} ms`);
    lines.push(`  ${colours.status(status, status.padEnd(4))}  ${id.padEnd(9)} ${time}  ${one(detail)}`);
  }
  if (notTested.length > 0)
    lines.push('', colours.strong('Not tested'), ...notTested.map((what) => `  ${one(what)}`));
  return `${lines.join('\n')}\n`;
}

function findingLines(finding: Finding, colours: Colours, configName: string): readonly string[] {
  const { severity, id, title, evidence, fix, lines = [], files = [] } = finding;
  const places = [
    ...lines.map(({ setting, line }) => `${configName}:${line + 1} (${setting})`),
    ...files.map(({ path, line }) => `${path}:${line + 1}`),
  ];
  return [
    `${colours.severity(severity, severity)} ${colours.strong(`${id}: ${one(title)}`)}`,
    `  Seen: ${one(evidence)}`,
    ...(places.length > 0 ? [`  At:   ${one(places.join(', '))}`] : []),
    `  Fix:  ${one(fix.text)}`,
    ...configLines(finding).map((line) => `        ${line}`),
    ...commandLines(fix),
  ];
}

/** Commands to run, and the ways of which one is to be taken. */
export function commandLines({ commands, alternatives = [] }: Finding['fix']): readonly string[] {
  const line = (command: string): string => `        $ ${one(command)}`;
  if (alternatives.length === 0) return commands.map(line);
  const ways = alternatives.flatMap((way) => [`        ${one(way.for)}:`, ...way.commands.map(line)]);
  return [...commands.map(line), '        One of these, for what runs there:', ...ways];
}
