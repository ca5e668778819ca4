import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';

const ACTIVE = { also: ['active'] } as const;
/** A client with its own outer address. */
const OUTSIDE = { from: 'clientRouter', options: ACTIVE } as const;
/** Data connections leave from port 20, as firewalls like it. */
const PORT_20 = { connect_from_port_20: 'YES' } as const;
/** What all findings about active mode ask for. */
const PASSIVE_MODE = { options: {} } as const;

/** Active mode. */
export const ACTIVE_MODE: readonly Scenario[] = [
  {
    id: 'active-behind-nat',
    title: 'a client behind NAT names its inner address',
    options: ACTIVE,
    expects: 'ACT-NAT',
    mend: PASSIVE_MODE,
  },
  {
    id: 'active-behind-nat-any-address',
    title: 'a client behind NAT, and a server that connects to any address',
    settings: { port_promiscuous: 'YES' },
    options: ACTIVE,
    expects: 'NET-CLIENT-NAT',
    mend: PASSIVE_MODE,
  },
  {
    id: 'active-dropped',
    title: 'the client’s firewall drops the server’s connection',
    ...OUTSIDE,
    rules: { clientFirewall: 'drop' },
    expects: 'ACT-CLIENT-FW',
    mend: PASSIVE_MODE,
  },
  {
    id: 'active-rejected',
    title: 'the client’s firewall rejects the server’s connection',
    ...OUTSIDE,
    rules: { clientFirewall: 'reject' },
    expects: 'ACT-CLIENT-FW',
    mend: { rules: {} },
  },
  {
    id: 'active-off',
    title: 'port_enable=NO',
    ...OUTSIDE,
    settings: { port_enable: 'NO' },
    expects: 'ACT-DISABLED',
    severity: 'information',
    mend: PASSIVE_MODE,
  },
  {
    id: 'active-helper-tls',
    title: 'the client’s router rewrites PORT in clear, and cannot under TLS',
    settings: { force_local_logins_ssl: 'NO', force_local_data_ssl: 'NO', ...PORT_20 },
    rules: { helper: 'clientRouter' },
    options: { also: ['active', 'clear'] },
    expects: 'ACT-ALG-CLIENT',
    mend: { ...PASSIVE_MODE, settings: { force_local_logins_ssl: 'YES', force_local_data_ssl: 'YES' } },
  },
  {
    id: 'active-other-port',
    title: 'the server’s connections come from any port instead of 20',
    ...OUTSIDE,
    settings: { ...PLAIN, connect_from_port_20: 'NO' },
    expects: 'ACT-SRC20',
    severity: 'information',
  },
  {
    id: 'active-bounce',
    title: 'the server connects to any address that PORT names, under TLS',
    ...OUTSIDE,
    settings: { port_promiscuous: 'YES' },
    options: { also: ['active', 'foreign'] },
    expects: 'ACT-BOUNCE',
  },
  ...[true, false].map((withTls): Scenario => ({
    id: `active-port-20-promiscuous${withTls ? '-tls' : ''}`,
    title: `connect_from_port_20 and port_promiscuous together${withTls ? ', under TLS' : ''}`,
    ...OUTSIDE,
    settings: { ...(withTls ? {} : PLAIN), ...PORT_20, port_promiscuous: 'YES' },
    expects: 'CTL-DIES-ON-DATA',
    evidence: /vsf_sysutil_bind/,
    advice: /port_promiscuous=NO/,
  })),
];
