import type { KnownPorts } from './range/known-ports.js';
import type { ConnectionSlots } from './session/connection-slots.js';
import type { Recorder } from './recorder.js';
import type { PasswordGate } from './session/password-gate.js';
import type { ProbeTarget } from './types.js';
import type { Gate } from './wire/wait.js';

/** What every stage of a run needs. */
export interface RunContext {
  readonly target: ProbeTarget;
  readonly recorder: Recorder;
  /** Ends every wait and socket of the run. */
  readonly signal: AbortSignal;
  /** Longest wait for one answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Addresses that the user has agreed to. */
  readonly agreed: readonly string[];
  /** Sends every password of the run, or does not. */
  readonly passwords: PasswordGate;
}

/** A run whose control port has answered. */
export interface ReachedContext extends RunContext {
  /** Numeric address; every further connection goes to it and never to the name again. */
  readonly peer: string;
  /** What a server may name besides: the addresses of its name, and those that the user has agreed to. */
  readonly dialable: readonly string[];
  /** Silence of a data port counts as a verdict after so long, in milliseconds. */
  readonly silenceMs: number;
  /** Round trip of the control connect, in milliseconds. */
  readonly rttMs: number;
  /** Control connections that may be open at a time. */
  readonly slots: ConnectionSlots;
  readonly ports: KnownPorts;
  /** Failed extra control connections; reported only if the main session failed too. */
  readonly lost: (() => void)[];
  /** Opens when the main session has only USER and PASS left to do, or will not get there. */
  readonly ready: Gate<boolean>;
  /** Opens when the main session's login has succeeded or failed: no other session sends the password before. */
  readonly admitted: Gate<boolean>;
}
