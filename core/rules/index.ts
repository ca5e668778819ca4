export { checkConfig, MAX_FINDINGS, refusedCustomSettings, type CheckOptions } from './engine.js';
export { CheckMemory } from './memory.js';
export type { Edit, Fix, RuleReport, Rule, RuleContext, RuleFinding, Severity, Stage } from './rule.js';
export { STAGES } from './rule.js';
export { rank, SEVERITIES, severityFor, type SeverityOverrides } from './severities.js';
export { RULES } from './table.js';
export { readSuppressions } from './suppressions.js';
