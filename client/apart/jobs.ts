import { CaptureReader } from '../../core/capture/index.js';
import {
  diagnoseTranscript,
  judge,
  TranscriptDiagnosis,
  type Evidence,
  type FirewallFile,
  type Observation,
  type Run,
  type TranscriptVerdict,
  type Understood,
  type Verdict,
} from '../../core/verdict/index.js';
import type { ProbeOptions, ProbeProgress, ProbeRun, ProbeStep, ProbeTarget } from '../../probe/types.js';
import type { BuildId } from '../../core/config/index.js';
import type { LogFinding } from '../panel/state.js';
import { modelOf } from '../probe/probe-target.js';

/** A run with the files to judge it by; plain data, as all that goes to a thread. */
export interface RunToJudge {
  readonly observations: readonly Observation[];
  readonly config: { readonly text: string; readonly build: BuildId | 'any' } | null;
  readonly firewall: readonly FirewallFile[];
  readonly history: readonly Run[];
}

interface CaptureVerdict extends TranscriptVerdict {
  /** A capture has no lines to go to: it has packets, and a filter that shows them. */
  readonly findings: readonly LogFinding[];
  readonly understood: Understood;
  readonly story: readonly string[];
}

/** What is computed of what servers, logs and captures hold, by its name. */
export interface Jobs {
  readonly transcript: (text: string) => ReturnType<typeof diagnoseTranscript>;
  readonly capture: (bytes: Uint8Array) => CaptureVerdict;
  readonly run: (run: RunToJudge) => Verdict;
}

/** What a probe is told, as far as it is data. */
export interface ProbeJob {
  readonly target: ProbeTarget;
  readonly options: Omit<ProbeOptions, 'signal' | 'onStep' | 'onProgress'>;
}

/** What a probe says on its way. */
export interface ProbeNews {
  readonly step?: ProbeStep;
  readonly progress?: ProbeProgress;
  readonly run?: ProbeRun;
}

export const JOBS: Jobs = {
  transcript: (text) => diagnoseTranscript(text),
  capture: diagnoseCapture,
  run({ observations, config, firewall, history }) {
    const evidence: Evidence = { witness: 'probe', observations, firewall, history };
    return judge(config ? { ...evidence, config: modelOf(config.text, config.build) } : evidence);
  },
};

const PIECE = 1 << 20;

function diagnoseCapture(bytes: Uint8Array): CaptureVerdict {
  const reader = new CaptureReader();
  const diagnosis = new TranscriptDiagnosis({ witness: 'capture' });
  for (let at = 0; at < bytes.length; at += PIECE)
    for (const event of reader.push(bytes.subarray(at, at + PIECE))) diagnosis.push(event);
  for (const event of reader.end()) diagnosis.push(event);
  const { findings, notTested, completedTransfers } = diagnosis.finish();
  return {
    findings: findings.map(({ at, evidence, ...finding }) =>
      at
        ? { ...finding, evidence: `${evidence} Packet ${at.line + 1}.`, filter: reader.filterAt(at.line) }
        : { ...finding, evidence },
    ),
    notTested: [...reader.gaps(), ...notTested],
    completedTransfers,
    understood: reader.understood,
    story: reader.story(),
  };
}
