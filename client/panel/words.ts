// What people read for the ids that reports use.
import { EXPERIMENT_WORDS } from '../../probe/experiments/words.js';
import type { Cause, FindingSeverity } from '../../core/verdict/finding.js';
import type { ProbeProgress, ProbeStepStatus, TlsChoice } from '../../probe/types.js';
import type { ShownRun } from './state.js';

type StepName = readonly [name: string, doing: string];

/** Names of the main session's steps, and what is being done while they run. */
const STEP_NAMES: Readonly<Record<string, StepName>> = {
  vantage: ['Own addresses', 'looking up the addresses on this side'],
  resolve: ['Look up the name', 'looking up the name'],
  control: ['Connect', 'connecting'],
  banner: ['Greeting', 'waiting for the greeting'],
  tls: ['TLS', 'agreeing on TLS'],
  login: ['Log in', 'logging in'],
  protect: ['Protect data', 'protecting the data connection'],
  features: ['Features', 'asking what the server can do'],
  stat: ['Status', 'asking how the server sees this client'],
  cwd: ['Directory', 'changing the directory'],
  epsv: ['EPSV', 'asking for a port with EPSV'],
  pasv: ['PASV', 'asking for a port with PASV'],
  dial: ['Data connection', 'opening a data connection'],
  list: ['Listing', 'listing the directory'],
  range: ['Passive ports', 'asking for passive ports'],
  quit: ['Quit', 'closing the session'],
};

/** Of a step or an experiment. */
export function stepName(id: string): StepName {
  return knownStep(id) ?? [id, id];
}

/** Undefined for a step that only another version has. */
export function knownStep(id: string): StepName | undefined {
  const experiment = EXPERIMENT_WORDS.find((words) => words.id === id);
  if (experiment && 'doing' in experiment) return [experiment.label, experiment.doing];
  return Object.hasOwn(STEP_NAMES, id) ? STEP_NAMES[id] : undefined;
}

export const STATUS_WORDS: Readonly<Record<ProbeStepStatus, string>> = {
  pass: 'passed',
  warn: 'warning',
  fail: 'failed',
  skip: 'skipped',
};

export const SEVERITY_STATUS: Readonly<Record<FindingSeverity, ProbeStepStatus>> = {
  error: 'fail',
  warning: 'warn',
  information: 'skip',
};

/** The first error or warning: information alone is no verdict. */
export function verdictOf<T extends { readonly severity: FindingSeverity }>(
  findings: readonly T[],
): T | undefined {
  return findings.find(({ severity }) => severity !== 'information');
}

/** Where the cause lies; the client is named by where it ran. */
const CAUSES: Readonly<Record<Exclude<Cause, 'client'>, string>> = {
  'server-config': 'the server’s configuration',
  'server-host': 'the server’s machine',
  'server-firewall': 'the server’s firewall',
  nat: 'address translation',
  network: 'the network',
  tls: 'TLS',
  load: 'load',
};

export function causeName(cause: Cause, machine: string): string {
  return cause === 'client' ? machine : CAUSES[cause];
}

/** One name for the machine that probed, wherever a report speaks of it. */
export function machineName({ vantage, isSaved }: Pick<ShownRun, 'vantage' | 'isSaved'>): string {
  if (isSaved) return 'the sender’s computer';
  if (vantage.place === 'this-computer') return 'this computer';
  return vantage.remote === null ? 'the VS Code host' : `the VS Code host (${vantage.remote})`;
}

/** The same as a label: `VS Code host (SSH)`. */
export function machineLabel(name: string): string {
  const label = name.replace(/^the /, '');
  return `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`;
}

export const TLS_WORDS: Readonly<Record<TlsChoice, string>> = {
  auto: 'TLS where offered',
  explicit: 'explicit TLS',
  implicit: 'implicit TLS',
  none: 'no TLS',
};

/** `< 1 ms`, `612 ms`, `3.4 s`. */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Shorter waits show no clock. Milliseconds. */
const LONG_WAIT = 2000;

/**
 * The step that runs, in plain words: `asking for passive ports 9 of 16`, `waiting for the greeting, 12 s of at most 30 s`.
 * @param waitedMs since the step began
 */
export function doing({ step, done, of, limitMs }: ProbeProgress, waitedMs = 0): string {
  const words = stepName(step)[1];
  const counting = done === undefined || of === undefined ? words : `${words} ${done} of ${of}`;
  if (waitedMs < LONG_WAIT || limitMs === undefined) return counting;
  const [waited, limit] = [waitedMs, limitMs].map((ms) => Math.round(ms / 1000));
  return `${counting}, ${waited} s of at most ${limit} s`;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `5 minutes ago`; days at most. */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(passed / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

/** `2026-11-21 10:42` in the reader's time zone. */
export function moment(at: string): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
