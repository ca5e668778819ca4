import type { Scenario } from '../scenario.js';
import { ACTIVE_MODE } from './active.js';
import { DATA } from './data.js';
import { FAULTY } from './faulty.js';
import { FILES } from './files.js';
import { HEALTHY } from './healthy.js';
import { IN_BETWEEN } from './in-between.js';
import { LATER } from './later.js';
import { LOGIN } from './login.js';
import { MODES } from './modes.js';
import { OTHER_SERVERS } from './other-servers.js';
import { PASSIVE } from './passive.js';
import { PYFTPDLIB } from './pyftpdlib.js';
import { REACH } from './reach.js';
import { TLS } from './tls.js';
import { TWO_FAULTS } from './two-faults.js';

/** The scenarios by file. */
export const KINDS: readonly (readonly Scenario[])[] = [
  HEALTHY,
  REACH,
  LOGIN,
  PASSIVE,
  DATA,
  ACTIVE_MODE,
  IN_BETWEEN,
  LATER,
  FILES,
  TLS,
  MODES,
  TWO_FAULTS,
  OTHER_SERVERS,
  PYFTPDLIB,
  FAULTY,
];

export const SCENARIOS: readonly Scenario[] = KINDS.flat();

/** Of each file the first of each finding, and three sound ones: what `npm test` plays; all in `npm run test:long`. */
export const OF_EACH_KIND: readonly Scenario[] = KINDS.flatMap((kind) => {
  const counts = new Map<string | null, number>();
  return kind.filter(({ expects }) => {
    const count = (counts.get(expects) ?? 0) + 1;
    counts.set(expects, count);
    return count <= (expects === null ? 3 : 1);
  });
});
