/** Observations and models in, findings out. Pure: the same evidence always gives the same verdict. */
export type {
  Cause,
  FilePlace,
  Finding,
  FindingFix,
  FindingSeverity,
  HopId,
  SettingPlace,
} from './finding.js';
export type * from '../events/observation.js';
export type { Evidence, FirewallFile, Witness } from './evidence.js';
export { SESSION } from './session-names.js';
export { diagnose, judge, pathOf, type Verdict } from './judge.js';
export { MAX_FINDINGS } from './engine/collector.js';
export { serviceOf } from './service-ports.js';
export { CHECKS, meaningOf, settingsOf } from './checks/index.js';
export type { Check, CheckReport, FindingPage } from './check.js';
export { findingsPage } from './docs.js';
export { anchorIn, configPlaces } from './config/config-places.js';
export { differenceOf, HISTORY, sinceWhen, type Change, type RunDifference } from './history.js';
export type { DataState, Hop, HopState, Path } from './path.js';
export type { PastFinding, Run, RunFacts } from '../events/run.js';
export {
  diagnoseTranscript,
  TranscriptDiagnosis,
  type TranscriptOptions,
  type TranscriptVerdict,
  type Understood,
} from './transcript.js';
export { portRequestOf } from './port-request.js';
