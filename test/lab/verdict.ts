/** Whether a verdict is the one that a scenario demands, and all there is to know where it is not. */
import type { Finding } from '../../core/verdict/index.js';
import type { ProbeReport } from '../../probe/index.js';
import type { Mend, Scenario } from './scenario.js';

export interface Seen {
  readonly steps: ProbeReport['steps'];
  readonly findings: readonly Finding[];
  readonly notTested: readonly string[];
}

/** What is wrong with the verdict; undefined where nothing is. */
export function firstIs(scenario: Scenario, seen: Seen): string | undefined {
  const { findings, notTested } = seen;
  const { expects, severity, evidence, advice, also = [], spares = [] } = scenario;
  const first = findings[0];
  const alarm = findings.find((one) => spares.includes(one.id));
  if (alarm) return `${alarm.id} is a false alarm`;
  const missed = also.find((id) => !findings.some((one) => one.id === id));
  if (missed !== undefined) return `${missed} is missing`;
  if (scenario.notTested && !notTested.some((line) => scenario.notTested?.test(line)))
    return `nothing says that it was not tested: ${notTested.join('; ')}`;
  if (expects === null)
    return first && first.severity !== 'information'
      ? `expected no finding, but there is ${first.id}`
      : unexplained(seen);
  if (first?.id !== expects) return `expected ${expects}, but the first finding is ${first?.id ?? 'none'}`;
  if (severity !== undefined && first.severity !== severity) return `its severity is ${first.severity}`;
  if (evidence && !evidence.test(first.evidence)) return `its evidence does not match ${evidence.source}`;
  if (advice && !advice.test(first.fix.text)) return `its fix does not match ${advice.source}`;
  if (scenario.noConfig === true && first.fix.config) return 'its fix sets something in a vsftpd.conf';
  return undefined;
}

/** Without these no file can be fetched: where one of them failed, there has to be a finding. */
const NEEDED: readonly string[] = ['resolve', 'control', 'banner', 'tls', 'login', 'list', 'client', 'file'];

function unexplained({ steps }: Seen): string | undefined {
  const failed = steps.find(({ id, status }) => status === 'fail' && NEEDED.includes(id));
  return failed ? `step ${failed.id} failed, and nothing is found: ${failed.detail}` : undefined;
}

/** What is still wrong after mending; undefined where nothing is. */
export function isMended(
  { expects }: Scenario,
  { then, leaves = [] }: Pick<Mend, 'then' | 'leaves'>,
  seen: Seen,
): string | undefined {
  const { findings } = seen;
  if (findings.some(({ id }) => id === expects)) return `mended as it says, ${expects ?? ''} is still found`;
  const left = findings.filter(({ id, severity }) => severity !== 'information' && !leaves.includes(id));
  const ids = left.map(({ id }) => id).join(', ');
  if (then !== undefined)
    return left[0]?.id === then ? undefined : `mended as it says, there should be ${then}, not ${ids}`;
  return left.length > 0 ? `mended as it says, there is still ${ids}` : unexplained(seen);
}

export function describeSeen({ steps, findings }: Seen, log: string): string {
  return [
    'Findings:',
    ...findings.flatMap(({ id, severity, title, evidence, fix }) => [
      `  ${severity} ${id}: ${title}`,
      `    ${evidence}`,
      `    ${fix.text} ${JSON.stringify(fix.config)} ${fix.commands.join('; ')}`,
    ]),
    'Steps:',
    ...steps.map(({ id, status, durationMs, detail }) => `  ${status} ${id} ${durationMs} ms: ${detail}`),
    'The server’s log:',
    ...log
      .trimEnd()
      .split('\n')
      // Inner lines of long replies tell little.
      .filter((line) => !/response: .*"(?!\d{3}[ -])[^"]*"$/.test(line))
      .slice(-40)
      // Without the date and the names that all lines share.
      .map((line) => `  ${line.replace(/^\w+ \w+ +\d+ [\d:]+ \d+ /, '').replace(/Client "[^"]*", /, '')}`),
  ].join('\n');
}
