export type { PastFinding, Run, RunFacts } from '../events/run.js';
