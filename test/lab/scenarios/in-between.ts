import { PLAIN } from '../lab.js';
import type { Company, Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';

const OPEN: Pick<Scenario, 'rules'> = { rules: {} };

/** A proxy takes all connections to passive ports, and this is what it does with them. */
function takenOver(module: string): Pick<Scenario, 'rules' | 'company'> {
  const proxy: Company = { at: 'lan', module, arguments: ['2000'], ready: { port: 2000 } };
  const rules = `table ip proxy {
  chain incoming {
    type nat hook prerouting priority dstnat - 10
    iifname "wan0" tcp dport 1024-65535 dnat to ${ADDRESS.lan}:2000
  }
}`;
  return { rules: { more: { serverRouter: rules } }, company: [proxy] };
}

/** A rule of the server's router for connections to the control port. */
function guard(rules: readonly string[], more = ''): Pick<Scenario, 'rules'> {
  const table = `table ip guard {
  ${more}
  chain forward {
    type filter hook forward priority filter - 1
    ${rules.join('\n    ')}
  }
}`;
  return { rules: { more: { serverRouter: table } } };
}

/** New connections beyond a few in a minute. */
const FOURTH = 'tcp dport 21 ct state new limit rate over 18/minute burst 3 packets';

/** Who opens more than that is shut out altogether for a while. */
function ban(how: string): Pick<Scenario, 'rules'> {
  return guard(
    [
      `ip saddr @banned ${how}`,
      'tcp dport 21 ct state new limit rate over 5/minute burst 4 packets add @banned { ip saddr } drop',
    ],
    'set banned { type ipv4_addr; flags dynamic; timeout 60s; }',
  );
}

/** Devices between client and server that have a mind of their own, and servers with little room. */
export const IN_BETWEEN: readonly Scenario[] = [
  {
    id: 'proxy-closes-data',
    title: 'a proxy accepts every data connection and closes it at once',
    ...takenOver('test/lab/company/closer.ts'),
    expects: 'DATA-NEVER-ARRIVED',
    mend: { ...OPEN, company: [] },
  },
  {
    id: 'proxy-swallows-data-plain',
    title: 'a proxy accepts every data connection and keeps it, without TLS',
    settings: PLAIN,
    ...takenOver('test/lab/company/greeter.ts'),
    expects: 'DATA-NEVER-ARRIVED',
    mend: { ...OPEN, company: [] },
  },
  {
    id: 'tls-ends-before-server',
    title: 'a balancer ends TLS on the control port in front of a server that has none',
    settings: PLAIN,
    company: [
      {
        at: 'server',
        module: 'test/lab/company/tls-terminator.ts',
        arguments: ['990', ADDRESS.server, '21'],
        ready: 'ready',
      },
    ],
    target: { tls: 'implicit', port: 990 },
    expects: 'DATA-BAD-IP',
    evidence: /TLS ends before the server/,
    mend: { company: [], settings: {}, target: {} },
  },
  {
    id: 'healthy-connections-limited',
    title: 'a firewall drops the fourth new control connection',
    ...guard([`${FOURTH} drop`]),
    expects: null,
  },
  {
    id: 'healthy-connections-limited-reset',
    title: 'a firewall resets the fourth new control connection',
    ...guard([`${FOURTH} reject with tcp reset`]),
    expects: null,
  },
  ...[
    ['drop', 'drop'],
    ['reject', 'reject'],
    ['reset', 'reject with tcp reset'],
  ].map(([name = '', how = '']): Scenario => ({
    id: `banned-${name}`,
    title: `who opens several control connections at once is banned (${how})`,
    ...ban(how),
    expects: 'CTL-BUSY',
    severity: 'error',
    evidence: /on the first one either/,
    advice: /--samples 0/,
    mend: OPEN,
  })),
  {
    id: 'banned-not-alone',
    title: 'the same, and a probe that opens few connections',
    ...ban('drop'),
    options: { samples: 0 },
    expects: null,
  },
  {
    id: 'healthy-one-port',
    title: 'a passive range of one port',
    settings: { pasv_min_port: 40000, pasv_max_port: 40000 },
    expects: null,
    // By chance all of its samples ask while the port is taken.
    spares: ['PASV-RANGE-EXHAUSTED'],
  },
  {
    id: 'healthy-one-client',
    title: 'max_clients=1',
    settings: { max_clients: 1 },
    expects: null,
  },
];
