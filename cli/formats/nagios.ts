import { one } from '../../probe/index.js';
import { hasPassed, phases, placeOf, type MonitoredRun } from './monitored.js';

const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
type State = (typeof STATES)[number];

const DAY = 24 * 60 * 60 * 1000;
/** The machine that asks is not on the net, or has no more sockets: that says nothing about the server. */
const OWN_TROUBLE = new Set([
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
  'EACCES',
  'EPERM',
]);

interface NagiosAnswer {
  /** One line with performance data. */
  readonly text: string;
  readonly status: number;
}

/** What a plug-in of Nagios, Icinga and their kind prints and ends with. */
export function nagiosOf(monitored: MonitoredRun, expiryDays: number): NagiosAnswer {
  const { report, switchedOff } = monitored;
  const state = stateOf(monitored);
  const [first, ...others] = report.findings.filter(({ severity }) => severity !== 'information');
  const words = first ? `${first.id}: ${first.title}. ${first.evidence}` : summary(monitored);
  const more = [
    ...(others.length > 0 ? [`${others.length} more`] : []),
    ...(switchedOff > 0 ? [`${switchedOff} switched off`] : []),
  ];
  const suffix = more.length > 0 ? ` (${more.join(', ')})` : '';
  return answer(state, `${placeOf(report)}: ${words}${suffix}`, performance(monitored, expiryDays));
}

/** Nothing is known about the server. */
export function unknownAnswer(reason: string): NagiosAnswer {
  return answer('UNKNOWN', reason, '');
}

function answer(state: State, words: string, data: string): NagiosAnswer {
  // Nagios reads what follows a bar as data, so no bar of a server's words may stay.
  const line = one(words).replaceAll('|', '/');
  return {
    text: `FTP ${state} - ${line}${data === '' ? '' : ` | ${data}`}\n`,
    status: STATES.indexOf(state),
  };
}

function stateOf({ report, run, hasListed, wasCancelled }: MonitoredRun): State {
  if (wasCancelled === true) return 'UNKNOWN';
  if (report.target.peer === null && isOwnTrouble(run)) return 'UNKNOWN';
  if (report.target.peer === null || run.cutShort === true || !hasListed) return 'CRITICAL';
  const [first] = report.findings;
  return first?.severity === 'error' ? 'CRITICAL' : first?.severity === 'warning' ? 'WARNING' : 'OK';
}

function isOwnTrouble({ observations }: MonitoredRun['run']): boolean {
  const tried = observations.filter((seen) => seen.kind === 'connect' && seen.outcome !== 'open');
  return (
    tried.length > 0 && tried.every((seen) => seen.kind === 'connect' && OWN_TROUBLE.has(seen.errno ?? ''))
  );
}

function summary({ report, hasListed, wasCancelled }: MonitoredRun): string {
  if (wasCancelled === true) return 'the run was cancelled';
  if (hasListed) return `logged in and listed the directory in ${(report.durationMs / 1000).toFixed(2)} s`;
  const failed = report.steps.find(({ status }) => status === 'fail');
  return failed ? `${failed.id}: ${failed.detail}` : 'no listing was completed';
}

function performance({ report, validTo }: MonitoredRun, expiryDays: number): string {
  const data = [`time=${seconds(report.durationMs / 1000)};;;0`];
  for (const [id, took] of phases(report)) data.push(`${id}=${seconds(took)};;;0`);
  data.push(`login_ok=${Number(hasPassed(report, 'login'))}`);
  if (validTo !== null && Number.isFinite(Date.parse(validTo))) {
    const days = Math.floor((Date.parse(validTo) - Date.now()) / DAY);
    data.push(`certificate_days=${days};${expiryDays}:;0:`);
  }
  return data.join(' ');
}

function seconds(value: number): string {
  return `${value.toFixed(3)}s`;
}
