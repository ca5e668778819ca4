import { STRANGER, type Fault } from '../company/faults.js';
import type { Company, Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';

type Served = Pick<Scenario, 'noVsftpd' | 'company'>;

/** A scripted server with that fault. */
function faulty(fault: Fault): Served {
  const server: Company = {
    at: 'server',
    module: 'test/lab/company/faulty-server.ts',
    arguments: [fault, '21'],
    ready: 'ready',
  };
  return { noVsftpd: true, company: [server] };
}

const SOUND = faulty('sound');
const SOUND_TLS = faulty('sound-tls');

const WITNESS_PORT = 2000;

/** The machine that the reply names listens on every port, and tells who comes. */
function beforeWitness(fault: Fault): Pick<Scenario, 'noVsftpd' | 'company' | 'rules' | 'unheard'> {
  const { company = [], ...served } = faulty(fault);
  const witness: Company = {
    at: 'isp',
    module: 'test/lab/company/witness.ts',
    arguments: [String(WITNESS_PORT)],
    ready: 'ready',
  };
  const everyPort = `table ip witness {
  chain incoming {
    type nat hook prerouting priority dstnat
    ip daddr ${STRANGER} tcp dport 1-65535 redirect to :${WITNESS_PORT}
  }
}`;
  return {
    ...served,
    company: [witness, ...company],
    rules: { more: { isp: everyPort } },
    unheard: /somebody connected/,
  };
}

function oneEach(
  prefix: string,
  faults: readonly (readonly [Fault, title: string])[],
  more: Pick<Scenario, 'expects'> & Partial<Scenario>,
): readonly Scenario[] {
  return faults.map(([fault, title]) => ({
    id: `faulty-${fault}`,
    title: `${prefix}${title}`,
    ...faulty(fault),
    mend: SOUND,
    ...more,
  }));
}

/** What vsftpd cannot do: a scripted server does it. */
export const FAULTY: readonly Scenario[] = [
  {
    ...faulty('listing-large-lost'),
    id: 'faulty-listing-large-lost',
    title: 'on the LAN, a listing of nothing comes to its end and a longer one does not',
    from: 'lan',
    target: { host: ADDRESS.server, tls: 'none' },
    expects: 'DATA-MTU',
    evidence: /a smaller transfer worked/,
    mend: SOUND,
  },
  {
    ...faulty('epsv-all-kept'),
    id: 'faulty-epsv-all-kept',
    title: 'after EPSV ALL the server refuses PASV, as RFC 2428 asks',
    target: { tls: 'none' },
    options: { also: ['modes'] },
    expects: 'EPSV-ALL',
    severity: 'information',
    mend: null,
  },
  {
    ...faulty('tls-reuse-broken'),
    id: 'faulty-tls-reuse-broken',
    title: 'the server demands a resumed TLS session and forgets them all',
    expects: 'TLS-REUSE-BROKEN',
    mend: SOUND_TLS,
  },
  ...oneEach(
    'the scripted server, ',
    [
      ['sound', 'without a fault'],
      ['sound-tls', 'without a fault, under TLS'],
      ['greeting-in-bytes', 'and its greeting comes byte by byte'],
      ['greeting-120', 'and it asks for a second of patience first'],
      ['second-421', 'and it takes one connection at a time'],
      ['data-before-150', 'and the listing comes before the 150'],
      ['listing-endless', 'and its listing never ends'],
      ['pasv-two-lines', 'and its 227 has two lines'],
      ['epsv-other-delimiter', 'and its 229 has another delimiter'],
    ],
    { expects: null },
  ),
  ...oneEach(
    'the greeting: ',
    [
      ['greeting-endless', 'one line without end'],
      ['greeting-dripping', 'a byte now and then, and never a line'],
    ],
    { expects: 'CTL-NOTFTP' },
  ),
  ...oneEach(
    'framing: ',
    [
      ['greeting-endless-lines', 'the greeting has no end'],
      ['greeting-other-code', 'the greeting ends with another code'],
      ['features-other-code', 'FEAT ends with another code'],
      ['features-endless', 'FEAT has no end'],
    ],
    { expects: 'CTL-MULTILINE' },
  ),
  ...oneEach(
    'too long an answer, and the probe goes on: ',
    [
      ['features-megabyte', 'FEAT is a megabyte long'],
      ['status-one-long-line', 'STAT is one line of a megabyte'],
    ],
    { expects: 'CTL-MULTILINE', severity: 'warning', evidence: /has \d{7} bytes/ },
  ),
  ...oneEach('a protocol inspection ', [['greeting-masked', 'blots out words']], {
    expects: 'CTL-ALG-MANGLE',
  }),
  ...oneEach(
    'the only passive reply: ',
    [
      ['pasv-dots', 'dots for commas'],
      ['pasv-dotted-host', 'a dotted address'],
      ['pasv-three-numbers', 'three numbers'],
      ['pasv-no-numbers', 'no number'],
      ['pasv-bars', 'the form of EPRT'],
    ],
    { expects: 'PASV-UNPARSABLE' },
  ),
  ...oneEach(
    'the 227 beside a good 229: ',
    [
      ['pasv-bare', 'no parentheses'],
      ['pasv-equals', 'an equals sign'],
      ['pasv-blanks', 'blanks behind the commas'],
      ['pasv-code-200', 'code 200'],
      ['pasv-seven-numbers', 'seven numbers'],
      ['pasv-number-before', 'a number before the parenthesis'],
    ],
    { expects: 'PASV-SHAPE', severity: 'information', mend: null },
  ),
  ...oneEach(
    'the 227 names ',
    [
      ['pasv-port-zero', 'port 0'],
      ['pasv-port-low', 'port 22'],
    ],
    { expects: 'PASV-PORT-BAD' },
  ),
  ...oneEach(
    'the 229: ',
    [
      ['epsv-two-bars', 'a bar is missing'],
      ['epsv-huge-port', 'port 99999'],
      ['epsv-port-zero', 'port 0'],
      ['epsv-with-host', 'the form of EPRT'],
      ['epsv-ipv6', 'the form of EPRT, with an IPv6 address'],
    ],
    { expects: 'EPSV-BAD' },
  ),
  ...oneEach('EPSV ', [['epsv-wrong-port', 'names another port than the one that listens']], {
    expects: 'EPSV-BROKEN',
  }),
  {
    id: 'faulty-third-party',
    title: 'PASV names another machine, EPSV does not',
    ...beforeWitness('third-party'),
    expects: 'PASV-ADDR-DIFF',
    mend: SOUND,
  },
  {
    id: 'faulty-third-party-only',
    title: 'PASV names another machine, and there is no EPSV',
    ...beforeWitness('third-party-only'),
    expects: 'PASV-ADDR-DIFF',
    mend: SOUND,
  },
  {
    id: 'faulty-epsv-third-party',
    title: 'EPSV names another machine',
    ...beforeWitness('epsv-third-party'),
    expects: 'EPSV-BAD',
    mend: SOUND,
  },
  ...oneEach('', [['listing-mute', 'no answer to LIST, although the data connection stands']], {
    expects: 'DATA-NEVER-ARRIVED',
  }),
  ...oneEach('', [['listing-421', 'the server leaves at LIST']], { expects: 'CTL-DIES-ON-DATA' }),
  ...oneEach('', [['passive-421', 'the server leaves at PASV']], { expects: 'CTL-DIES-ON-DATA' }),
  ...oneEach('', [['login-mute', 'no answer to PASS']], { expects: 'CTL-SLOW' }),
  ...oneEach('', [['login-leaves', 'the server leaves at PASS']], { expects: 'AUTH-BAD' }),
  ...oneEach('', [['user-leaves', 'the server leaves at USER']], {
    expects: 'AUTH-BAD',
    evidence: /after USER/,
  }),
  ...oneEach('', [['greeting-late', 'the greeting comes after seven seconds']], {
    expects: 'CTL-SLOW',
    spares: ['CTL-NOBANNER', 'TLS-IMPLICIT-MIX'],
  }),
  ...oneEach('', [['tls-mute', 'no answer to any ClientHello']], {
    expects: 'DATA-TLS-STALL',
    evidence: /nor to one that can only be refused/,
  }),
  ...oneEach('', [['tls-cut', 'the connection breaks in the TLS handshake']], {
    expects: 'DATA-TLS-STALL',
    evidence: /ECONNRESET/,
  }),
  ...oneEach(
    '150, ',
    [
      ['listing-no-data', 'and then not one byte'],
      ['listing-half', 'and then some bytes and no more'],
    ],
    { expects: 'DATA-TIMEOUT', spares: ['DATA-MTU', 'DATA-NO-226'] },
  ),
  ...oneEach('', [['listing-no-226', 'no word behind a listing that came to its end']], {
    expects: 'DATA-NO-226',
    evidence: /the data connection ended/,
  }),
  ...oneEach('', [['listing-broken-off', '426 in the middle of the listing']], {
    expects: 'DATA-NO-226',
    evidence: /150.*then `426 Failure writing network stream/,
    severity: 'error',
  }),
  ...oneEach('', [['tls-data-mute', 'no TLS on the data connection']], {
    expects: 'DATA-TLS-STALL',
    spares: ['DATA-MTU'],
    mend: SOUND_TLS,
  }),
  ...oneEach('', [['tls-data-other-node', 'another certificate on the data connection']], {
    expects: 'TLS-DATA-CERT-DIFF',
    mend: SOUND_TLS,
  }),
  ...oneEach(
    '',
    [['tls-data-other-node-resumed', 'another certificate, for data connections that do not resume only']],
    { expects: 'TLS-DATA-CERT-DIFF', mend: SOUND_TLS },
  ),
  ...oneEach('', [['tls-no-close-notify', 'the data connection ends without close_notify']], {
    expects: 'TLS-CLOSE-NOTIFY',
    severity: 'information',
    mend: null,
  }),
  {
    id: 'faulty-certificate-name',
    title: 'the certificate is for another name',
    certificate: { names: ['DNS:other.example.test'] },
    expects: 'TLS-CERT-NAME',
    mend: { certificate: {} },
  },
  {
    id: 'faulty-certificate-expired',
    title: 'the certificate has expired',
    certificate: { expired: true },
    expects: 'TLS-CERT-TIME',
    mend: { certificate: {} },
  },
  {
    id: 'faulty-certificate-self-signed',
    title: 'the certificate is signed by itself',
    certificate: { selfSigned: true },
    expects: 'TLS-CERT-CHAIN',
    mend: { certificate: {} },
  },
  {
    id: 'faulty-implicit-tls-here',
    title: 'the port speaks TLS at once, and the client waits for a greeting',
    settings: { implicit_ssl: 'YES' },
    expects: 'TLS-IMPLICIT-MIX',
    mend: { settings: {}, target: { tls: 'implicit' } },
  },
  {
    id: 'faulty-implicit-tls-asked',
    title: 'the client begins with TLS, and the port greets in clear',
    target: { tls: 'implicit' },
    expects: 'TLS-IMPLICIT-MIX',
    mend: { target: {} },
  },
];
