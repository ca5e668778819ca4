// What people read for the ids that reports use.
import { EXPERIMENT_WORDS } from '../../probe/experiments/words.js';
import type { Cause, FindingSeverity } from '../../core/verdict/finding.js';
import type { ProbeProgress, ProbeStepStatus, TlsChoice } from '../../probe/types.js';
import type { ShownRun } from './state.js';
import { counted, later, t } from '../l10n.js';

type StepName = readonly [name: string, doing: string];

/** Names of the main session's steps, and what is being done while they run. */
const STEP_NAMES: Readonly<Record<string, StepName>> = {
  vantage: [later('Own addresses'), later('looking up the addresses on this side')],
  resolve: [later('Look up the name'), later('looking up the name')],
  control: [later('Connect'), later('connecting')],
  banner: [later('Greeting'), later('waiting for the greeting')],
  tls: ['TLS', later('agreeing on TLS')],
  login: [later('Log in'), later('logging in')],
  protect: [later('Protect data'), later('protecting the data connection')],
  features: [later('Features'), later('asking what the server can do')],
  stat: [later('Status'), later('asking how the server sees this client')],
  cwd: [later('Directory'), later('changing the directory')],
  epsv: ['EPSV', later('asking for a port with EPSV')],
  pasv: ['PASV', later('asking for a port with PASV')],
  dial: [later('Data connection'), later('opening a data connection')],
  list: [later('Listing'), later('listing the directory')],
  range: [later('Passive ports'), later('asking for passive ports')],
  quit: [later('Quit'), later('closing the session')],
};

/** Of a step or an experiment. */
export function stepName(id: string): StepName {
  const [name, doing] = knownStep(id) ?? [id, id];
  return [t(name), t(doing)];
}

/** In English; undefined for a step that only another version has. */
export function knownStep(id: string): StepName | undefined {
  const experiment = EXPERIMENT_WORDS.find((words) => words.id === id);
  if (experiment && 'doing' in experiment) return [experiment.label, experiment.doing];
  return Object.hasOwn(STEP_NAMES, id) ? STEP_NAMES[id] : undefined;
}

export const STATUS_WORDS: Readonly<Record<ProbeStepStatus, string>> = {
  pass: later('passed'),
  warn: later('warning'),
  fail: later('failed'),
  skip: later('skipped'),
};

export const SEVERITY_WORDS: Readonly<Record<FindingSeverity, string>> = {
  error: later('error'),
  warning: later('warning'),
  information: later('information'),
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
  'server-config': later('the server’s configuration'),
  'server-host': later('the server’s machine'),
  'server-firewall': later('the server’s firewall'),
  nat: later('address translation'),
  network: later('the network'),
  tls: 'TLS',
  load: later('load'),
};

export function causeName(cause: Cause, machine: string): string {
  return cause === 'client' ? machine : t(CAUSES[cause]);
}

type Machine = Pick<ShownRun, 'vantage' | 'isSaved'>;

function machineOf({ vantage, isSaved }: Machine): readonly [words: string, remote: string] {
  if (isSaved) return [later('the sender’s computer'), ''];
  if (vantage.place === 'this-computer') return [later('this computer'), ''];
  return vantage.remote === null
    ? [later('the VS Code host'), '']
    : [later('the VS Code host ({0})'), vantage.remote];
}

/** One name for the machine that probed, wherever a report speaks of it. */
export function machineName(run: Machine): string {
  const [words, remote] = machineOf(run);
  return t(words, t(remote));
}

/** The same for texts that stay English. */
export function machineInEnglish(run: Machine): string {
  const [words, remote] = machineOf(run);
  return words.replace('{0}', remote);
}

/** The same as a label: `VS Code host (SSH)`. */
export function machineLabel(name: string): string {
  const label = name.replace(/^the /, '');
  return `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`;
}

export const TLS_WORDS: Readonly<Record<TlsChoice, string>> = {
  auto: later('TLS where offered'),
  explicit: later('explicit TLS'),
  implicit: later('implicit TLS'),
  none: later('no TLS'),
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
  const counting = done === undefined || of === undefined ? words : t('{0} {1} of {2}', words, done, of);
  if (waitedMs < LONG_WAIT || limitMs === undefined) return counting;
  const seconds = (ms: number): number => Math.round(ms / 1000);
  return t('{0}, {1} s of at most {2} s', counting, seconds(waitedMs), seconds(limitMs));
}

const UNITS = [
  [86_400_000, later('{0} day ago'), later('{0} days ago')],
  [3_600_000, later('{0} hour ago'), later('{0} hours ago')],
  [60_000, later('{0} minute ago'), later('{0} minutes ago')],
] as const;

/** `5 minutes ago`; days at most. */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  for (const [length, one, many] of UNITS) {
    const count = Math.floor(passed / length);
    if (count >= 1) return counted(count, one, many);
  }
  return t('just now');
}

/** `2026-11-21 10:42` in the reader's time zone. */
export function moment(at: string): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
