import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';

/** What a server does with the finer points of EPSV and TLS: worth knowing, and first where nothing else is wrong. */
export const MODES: readonly Scenario[] = [
  {
    id: 'epsv-one-family',
    title: 'a server on IPv4 only refuses EPSV 2',
    settings: PLAIN,
    options: { also: ['modes'] },
    expects: 'EPSV-FAMILY',
    also: ['EPSV-ALL'],
    severity: 'information',
    mend: null,
  },
  {
    id: 'tls-data-required',
    title: 'a login in clear is let in, and its data connections must be encrypted',
    settings: { force_local_logins_ssl: 'NO', force_local_data_ssl: 'YES' },
    target: { tls: 'none' },
    expects: 'TLS-DATA-REQUIRED',
    mend: null,
  },
  {
    id: 'tls-hello-retry',
    title: 'the daemon takes the group P-256 only',
    settings: { require_ssl_reuse: 'NO' },
    expects: 'TLS-HRR',
    severity: 'information',
    mend: null,
  },
];
