import type { Finding } from '../core/verdict/finding.js';
import type { Observation } from '../core/events/observation.js';
import type { ProbeRange, ProbeStep, SavedReport } from '../core/events/report.js';
import type { TlsChoice } from '../core/events/tls-choice.js';
import type { EXPERIMENT_WORDS } from './experiments/words.js';

export type { PortSpan } from '../core/events/bounded.js';
export type { ProbeRange, ProbeStep, ProbeStepStatus } from '../core/events/report.js';
export type { TlsChoice } from '../core/events/tls-choice.js';

/** Certificates and a key, as text. The key is never recorded. */
export interface TlsIdentity {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface ProbeTarget {
  /** Name or numeric address, without brackets. */
  readonly host: string;
  /** 1-65535. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsChoice;
  /** Send the password although the certificate could not be verified. */
  readonly insecure: boolean;
  /** Of certificates that the user has looked at: SHA-256, as in an observation. Such a one need not be verified. */
  readonly trusted?: readonly string[];
  /** Who is trusted besides those that Node trusts, and the client's own certificate. PEM. */
  readonly identity?: TlsIdentity;
  /** Directory to list; absent: the one the login lands in. */
  readonly path?: string;
}

export interface ProbeOptions {
  /** Ends the probe at once: every socket is destroyed and the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Ends the probe at once too, and what was seen until then is kept as a run that was cut short. */
  readonly cut?: AbortSignal;
  /** Longest wait for one answer, in milliseconds, 1000-120000; default 10000. */
  readonly timeoutMs?: number;
  /** How many passive ports to ask for, 0-64; default 16. */
  readonly samples?: number;
  /** Experiments that are made only on request: they are slow or intrusive. */
  readonly also?: ReadonlySet<ExtraTest>;
  /** How long the experiment `idle` leaves the control connection alone, in seconds, 1-3600; default 60. */
  readonly idleSeconds?: number;
  /** Numeric addresses that may be dialled too, where the server names them; else only those of its name are. */
  readonly dial?: readonly string[];
  /** The passive range that the server is configured with, where that is known: edges are searched within it. */
  readonly expectedRange?: PassiveRange;
  /** Longest time for the whole run, in milliseconds; default: nine times `timeoutMs`, and the idle time. */
  readonly limitMs?: number;
  /** Called as each step ends. */
  onStep?(step: ProbeStep): void;
  /** Called as a step begins and, where it counts something, as it goes on. */
  onProgress?(progress: ProbeProgress): void;
}

type ExperimentWords = (typeof EXPERIMENT_WORDS)[number];

/** Id of an experiment that is made only on request. */
export type ExtraTest = Extract<ExperimentWords, { isExtra: true }>['id'];

/** First and last passive port, both included, 1-65535. */
export interface PassiveRange {
  readonly low: number;
  readonly high: number;
}

/** Steps of the main session, and of the experiments that have one. */
export type ProbeStepId =
  | 'resolve'
  | 'control'
  | 'banner'
  | 'tls'
  | 'login'
  | 'protect'
  | 'features'
  | 'stat'
  | 'cwd'
  | 'epsv'
  | 'pasv'
  | 'dial'
  | 'list'
  | 'range'
  | 'quit'
  | 'vantage'
  | Extract<ExperimentWords, { doing: string }>['id'];

/** The step that runs now, and how far it is where it counts: the ninth of 16 ports. */
export interface ProbeProgress {
  readonly step: ProbeStepId;
  readonly done?: number;
  readonly of?: number;
  /** The longest time that it may take, in milliseconds: its own limit, else what is left of the whole run. */
  readonly limitMs?: number;
}

export interface ProbeRun extends Pick<SavedReport, 'target' | 'vantage' | 'durationMs'> {
  readonly steps: readonly ProbeStep[];
  readonly observations: readonly Observation[];
  /** Absent where no passive port was sampled. */
  readonly range?: ProbeRange;
  /** The time for the whole run was over before its end. */
  readonly cutShort?: true;
}

/** What `probe --format json` prints, and what a saved report holds. */
export interface ProbeReport extends Omit<SavedReport, 'findings'> {
  readonly findings: readonly Finding[];
}
