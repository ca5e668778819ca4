import type { FirewallReading } from '../../reading.js';

/** What a file says, whatever kind it is. */
export type Findings = Omit<FirewallReading, 'kind'>;
