/** Observations and models in, findings out. Pure: the same evidence always gives the same verdict. */
export type { Cause, FilePlace, Finding, FindingFix, FindingSeverity, SettingPlace } from './finding.js';
export type * from '../events/observation.js';
export type { Evidence, FirewallFile, Witness } from './evidence.js';
export { SESSION } from './session-names.js';
export { diagnose, MAX_FINDINGS } from './engine/collector.js';
export { serviceOf } from './service-ports.js';
export { notTested } from './not-tested.js';
export { CHECKS, settingsOf } from './checks/index.js';
export type { Check, FindingPage, CheckReport } from './check.js';
export { findingsPage } from './docs.js';
export { anchorIn, configPlaces } from './config/config-places.js';
export {
  differenceOf,
  HISTORY,
  sinceWhen,
  type Change,
  type ChangeOf,
  type RunDifference,
} from './history.js';
export { pathOf, type Hop, type HopId, type HopState, type Path } from './path.js';
export { factsOf } from './run-facts.js';
export type { PastFinding, Run, RunFacts } from './run.js';
export {
  diagnoseTranscript,
  TranscriptDiagnosis,
  type TranscriptOptions,
  type TranscriptVerdict,
} from './transcript.js';
export { portRequestOf } from './port-request.js';
