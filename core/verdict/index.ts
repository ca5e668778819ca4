/** Observations and models in, findings out. Pure: the same evidence always gives the same verdict. */
export type { Cause, Finding, FindingFix, FindingSeverity } from './finding.js';
export type * from './observation.js';
export type { Evidence, FirewallFile, Witness } from './evidence.js';
export { SESSION } from './session-names.js';
export { diagnose, MAX_FINDINGS } from './diagnose.js';
export { serviceOf } from './service-ports.js';
export { notTested } from './not-tested.js';
export { CHECKS } from './checks/index.js';
export type { Check, Report } from './check.js';
export { findingsPage } from './docs.js';
export {
  diagnoseTranscript,
  TranscriptDiagnosis,
  type TranscriptOptions,
  type TranscriptVerdict,
} from './transcript.js';
