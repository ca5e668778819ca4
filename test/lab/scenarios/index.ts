import type { Scenario } from '../scenario.js';
import { HEALTHY } from './healthy.js';
import { REACH } from './reach.js';

export const SCENARIOS: readonly Scenario[] = [...HEALTHY, ...REACH];
