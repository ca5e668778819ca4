import type { Rule } from './rule.js';
import { bothListeners } from './both-listeners.js';
import { trailingBlank } from './trailing-blank.js';

/** Every rule, in the order of its page in the documentation: by stage, then by name. Codes are never reused. */
export const RULES: readonly Rule[] = [trailingBlank, bothListeners];
