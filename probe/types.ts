import type { Finding } from '../core/verdict/finding.js';
import type { Observation } from '../core/events/observation.js';
import type { ProbeRange, ProbeStep, ProbeStepId, SavedReport, TlsChoice } from '../core/events/report.js';

export type { PortSpan } from '../core/events/bounded.js';
export type {
  ProbeRange,
  ProbeStep,
  ProbeStepId,
  ProbeStepStatus,
  TlsChoice,
} from '../core/events/report.js';

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
  /** Directory to list; absent: the one the login lands in. */
  readonly path?: string;
}

export interface ProbeOptions {
  /** Ends the probe at once: every socket is destroyed and the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Longest wait for one answer, in milliseconds, 1000-120000; default 10000. */
  readonly timeoutMs?: number;
  /** How many passive ports to ask for, 0-64; default 16. */
  readonly samples?: number;
  /** Also try active mode, with a listening socket of our own. */
  readonly active?: boolean;
  /** Tests that are made only on request: they cost time, or go beyond what an ordinary client does. */
  readonly also?: ReadonlySet<ExtraTest>;
  /** How long the test `idle` leaves the control connection alone, in seconds, 1-3600; default 60. */
  readonly idleSeconds?: number;
  /** The passive range that the server is configured with, where that is known: edges are searched within it. */
  readonly expectedRange?: PassiveRange;
  /** Called as each step ends. */
  onStep?(step: ProbeStep): void;
  /** Called as a step begins and, where it counts something, as it goes on. */
  onProgress?(progress: ProbeProgress): void;
}

/**
 * `anonymous`: a second login as anonymous; `clear`: the login once more without TLS; `inject`: a command behind AUTH TLS
 * in the same packet; `idle`: a pause, and whether the connection survives it; `foreign`: a data connection from another
 * address of this machine; `modes`: EPSV for each address family, and EPSV ALL.
 */
export type ExtraTest = 'anonymous' | 'clear' | 'inject' | 'idle' | 'foreign' | 'modes';

/** First and last passive port, both included, 1-65535. */
export interface PassiveRange {
  readonly low: number;
  readonly high: number;
}

/** The step that runs now, and how far it is where it counts: the ninth of 16 ports. */
export interface ProbeProgress {
  readonly step: ProbeStepId;
  readonly done?: number;
  readonly of?: number;
}

export interface ProbeRun extends Pick<SavedReport, 'target' | 'vantage' | 'durationMs'> {
  readonly steps: readonly ProbeStep[];
  readonly observations: readonly Observation[];
  /** Absent where no passive port was sampled. */
  readonly range?: ProbeRange;
}

/** What `probe --format json` prints, and what a saved report holds. */
export interface ProbeReport extends Omit<SavedReport, 'findings'> {
  readonly findings: readonly Finding[];
}
