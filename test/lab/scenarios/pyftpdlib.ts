import type { Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';

type Served = Pick<Scenario, 'noVsftpd' | 'company'>;

/** A library that many programs serve FTP with. It breaks a data connection on which TLS begins before its command. */
function pyftpdlib(kind: 'plain' | 'tls', advertised: string = ADDRESS.serverPublic): Served {
  const program = ['/usr/bin/python3', 'test/lab/company/pyftpdlib_server.py'];
  const command = [...program, kind, '21', advertised, '40000', '40100'];
  return { noVsftpd: true, company: [{ at: 'server', command, ready: { port: 21 } }] };
}

export const PYFTPDLIB: readonly Scenario[] = [
  { id: 'pyftpdlib-plain', title: 'pyftpdlib without TLS', ...pyftpdlib('plain'), expects: null },
  {
    id: 'pyftpdlib-tls',
    title: 'pyftpdlib, TLS demanded on both connections',
    ...pyftpdlib('tls'),
    expects: null,
    byCommand: true,
  },
  {
    id: 'pyftpdlib-tls-far',
    title: 'pyftpdlib under TLS, far away',
    ...pyftpdlib('tls'),
    line: { delayMs: 60 },
    expects: null,
  },
  {
    id: 'pyftpdlib-inner-address',
    title: 'pyftpdlib advertises its inner address',
    ...pyftpdlib('tls', ADDRESS.server),
    expects: 'PASV-ADDR-PRIVATE',
    mend: pyftpdlib('tls'),
  },
];
