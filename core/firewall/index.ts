export { FIREWALL_GLOBS, FIREWALL_LANGUAGES, READ_FORMATS, READ_KINDS, WIDE_GLOBS } from './formats/kinds.js';
export { forwardPorts, openPorts, type FirewallCommands, type PortPair } from './commands.js';
export type { PortRequest } from './request.js';
export {
  DEFINITIONS,
  FIREWALL_TOOLS,
  FIREWALL_WRITERS,
  writeRules,
  type Definition,
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
export { firstOf, speaksOfFtp } from './nearness.js';
export { holding, partsOf, type FilePart } from './placed.js';
export type * from './reading.js';
export type { ServicePorts } from './service.js';
