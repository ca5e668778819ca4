export { forwardPorts, openPorts } from './commands.js';
export type { PortRequest } from './request.js';
export {
  DEFINITIONS,
  FIREWALL_TOOLS,
  writeRules,
  type Definition,
  type FirewallTool,
} from './formats/writers.js';
export { compareService, describeMention, filesAbout, type ComparedFile } from './compare/compare.js';
export {
  MISMATCHES,
  type FileEdit,
  type MismatchId,
  type MismatchKind,
  type MismatchSeverity,
  type PortFix,
  type PortMismatch,
} from './compare/mismatch.js';
export { holding, partsOf, type FilePart } from './placed.js';
export type * from './reading.js';
export type { ServicePorts } from './service.js';
