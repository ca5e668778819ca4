export { startedWith, type Started, type StartedConfig } from './in-force.js';
export { withLines } from './setting-lines.js';
export { withOrigin } from './origin.js';
export { judgeImages, startsKnownImage } from './images/judge.js';
export { describeVariable } from './images/describe.js';
export { offeredVariables } from './images/variables.js';
