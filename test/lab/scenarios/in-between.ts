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
    id: 'tls-ends-on-server',
    title: 'stunnel ends TLS on the server itself, in front of a vsftpd that has none',
    settings: PLAIN,
    company: [
      {
        at: 'server',
        module: 'test/lab/company/tls-terminator.ts',
        arguments: ['990', '127.0.0.1', '21'],
        ready: 'ready',
      },
    ],
    target: { tls: 'implicit', port: 990 },
    expects: 'TLS-ENDS-EARLY',
    evidence: /from 127\.0\.0\.1/,
    mend: { company: [], settings: {}, target: {} },
  },
  {
    id: 'proxy-closes-data-default-timeouts',
    title: 'a proxy accepts and closes every data connection, and vsftpd waits a minute for another',
    ...takenOver('test/lab/company/closer.ts'),
    settings: { ...PLAIN, accept_timeout: null },
    expects: 'DATA-NEVER-ARRIVED',
    mend: { ...OPEN, company: [] },
  },
  {
    id: 'prohibited-near-client',
    title: 'the client’s own router prohibits high ports',
    line: { delayMs: 150 },
    rules: {
      more: {
        clientRouter: `table inet own {
  chain forward {
    type filter hook forward priority filter - 1
    ct state new tcp dport 1024-65535 reject with icmpx type admin-prohibited
  }
}`,
      },
    },
    settings: PLAIN,
    expects: 'DATA-WRONG-HOST',
    mend: OPEN,
  },
  {
    id: 'silent-odd-ports',
    title: 'one of two links, to which connections go by port, is dead',
    ...guard(['tcp dport 40000-40100 @th,31,1 1 drop']),
    settings: PLAIN,
    options: { samples: 16 },
    expects: 'DATA-LOSSY',
    severity: 'error',
    advice: /links or balancer nodes/,
    mend: OPEN,
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
    id: 'banned-data-ports',
    title: 'who opens many data ports quickly is banned',
    ...guard(
      [
        'ip saddr @banned drop',
        'tcp dport 40000-40100 ct state new limit rate over 5/minute burst 5 packets add @banned { ip saddr } drop',
      ],
      'set banned { type ipv4_addr; flags dynamic; timeout 60s; }',
    ),
    settings: PLAIN,
    options: { samples: 16 },
    expects: 'CTL-BUSY',
    advice: /--samples 0/,
    mend: OPEN,
  },
  ...[
    ['drop', 'drop'],
    ['reset', 'reject with tcp reset'],
  ].map(([name = '', how = '']): Scenario => ({
    id: `healthy-connections-counted-${name}`,
    title: `a firewall allows three connections at a time from one address, data included (${how})`,
    settings: PLAIN,
    rules: {
      more: {
        server: `table ip counting {
  set counted { type ipv4_addr; flags dynamic; }
  chain input {
    type filter hook input priority filter
    ct state new tcp flags syn add @counted { ip saddr ct count over 3 } ${how}
  }
}`,
      },
    },
    options: { samples: 12 },
    expects: null,
    also: ['CTL-LIMIT'],
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
