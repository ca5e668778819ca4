import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';

/** Servers without a fault, and networks that look odd and are not. */
export const HEALTHY: readonly Scenario[] = [
  { id: 'healthy-tls', title: 'explicit TLS, a trusted certificate', expects: null, byCommand: true },
  { id: 'healthy-plain', title: 'no TLS', settings: PLAIN, expects: null },
  { id: 'healthy-slow-line', title: '150 ms of round trip', line: { delayMs: 75 }, expects: null },
];
