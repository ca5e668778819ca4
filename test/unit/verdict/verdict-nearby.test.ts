/** What stands in the way is near the client or between: neither the server nor its firewall is blamed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Finding, Observation } from '../../../core/verdict/index.js';
import {
  asked,
  config,
  epsv,
  findings,
  ids,
  labelled,
  list,
  LOCAL,
  login,
  pasv,
  PEER,
  reached,
  stat,
  tls,
} from '../observed.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';

const VANTAGE: Observation = { kind: 'vantage', networks: ['127.0.0.1/8', `${LOCAL}/24`] };

function unresolved(text: string): Finding | undefined {
  const target: Observation = { kind: 'target', host: 'ftp.example.test', port: 21, peer: null };
  return findings([[VANTAGE, target, { kind: 'note', note: 'not-resolved', text }]])[0];
}

test('a resolver that does not answer says nothing about the name', () => {
  for (const text of ['getaddrinfo EAI_AGAIN ftp.example.test', 'the resolver did not answer']) {
    const found = unresolved(text);
    assert.equal(found?.id, 'NET-DNS-NONE');
    assert.doesNotMatch(found.fix.text, /A record/);
    assert.equal(found.cause, 'client');
  }
  assert.match(unresolved('getaddrinfo ENOTFOUND ftp.example.test')?.fix.text ?? '', /A record/);
});

function refusedAt(address: string, host = 'ftp.example.test'): Finding | undefined {
  return findings([
    [
      VANTAGE,
      { kind: 'target', host, port: 21, peer: null, resolved: [address] },
      { kind: 'connect', channel: 'control', host: address, port: 21, outcome: 'refused', durationMs: 1 },
    ],
  ])[0];
}

test('a name that leads to this computer or its router is no server that is down', () => {
  for (const address of ['0.0.0.0', '::', '127.0.0.1', '127.0.1.1', '::1'])
    assert.equal(refusedAt(address)?.id, 'NET-DNS-SINKHOLE', address);
  assert.match(refusedAt('192.168.1.1')?.title ?? '', /router/);
  assert.match(refusedAt('192.168.1.254')?.title ?? '', /router/);
  assert.equal(refusedAt('192.168.1.57')?.id, 'NET-DNS-PRIVATE');
  assert.equal(refusedAt('127.0.0.1', 'localhost')?.id, 'NET-CTRL-REFUSED');
  assert.equal(refusedAt('203.0.113.1')?.id, 'NET-CTRL-REFUSED');
});

test('the control port of an IPv6 address is let in by a command for IPv6', () => {
  const host = '2001:db8::5';
  const silent: readonly Observation[] = [
    { kind: 'target', host: 'ftp.example.test', port: 21, peer: null, resolved: [host] },
    { kind: 'connect', channel: 'control', host, port: 21, outcome: 'timeout', durationMs: 9000 },
  ];
  const [found] = findings([silent]);
  assert.equal(found?.id, 'NET-CTRL-TIMEOUT');
  assert.equal(found.fix.alternatives?.[0]?.for, 'ip6tables');
});

test('a refused control port may be a limit that an earlier probe has met', () => {
  assert.match(refusedAt(PEER)?.fix.text ?? '', /limit on new connections/);
});

test('a greeting that keeps the address out is no full server', () => {
  for (const text of ['Your IP address has been banned.', 'Access denied.', 'Host is blocked']) {
    const heard = reached().map((seen) => (seen.kind === 'reply' ? { ...seen, code: 421, text } : seen));
    const [found] = findings([heard]);
    assert.equal(found?.id, 'CTL-NOBANNER');
    assert.doesNotMatch(found.fix.text, /max_clients|MaxClients/, text);
  }
});

test('a missing home directory is told in the words of each server', () => {
  for (const [code, text] of [
    [421, 'Home directory not available - aborting'],
    [530, 'User cannot log in, home directory inaccessible.'],
    [550, "Can't set home directory"],
    [530, 'No directory! Cannot log in'],
    [530, "User mia: can't change directory to /home/mia."],
    [421, 'Unable to change to proper directory.'],
    [530, 'Not logged in, home directory does not exist.'],
    [530, 'User does not have a homedir!'],
  ] as const)
    assert.equal(ids([reached({ greeting: 'ready' }), asked('PASS', code, text)])[0], 'AUTH-HOME', text);
  assert.equal(ids([reached(), asked('PASS', 530, 'Login incorrect.')])[0], 'AUTH-BAD');
});

test('ports prohibited long before the server can answer are the client’s own firewall', () => {
  const dialled = (ms: number): Finding | undefined =>
    findings([
      reached({ ms: 100 }),
      login().map((seen) => (seen.kind === 'reply' ? { ...seen, durationMs: 100 } : seen)),
      [40001, 40017, 40033].flatMap((port) => epsv(port, { outcome: 'unreachable', ms })),
      epsv(40049, { outcome: 'timeout', ms: 3200 }),
    ])[0];
  assert.equal(dialled(3)?.cause, 'client');
  assert.match(dialled(3)?.title ?? '', /near this computer/);
  assert.equal(dialled(101)?.cause, 'server-firewall');
});

test('a connection closed at once is told with its time and what closes so', () => {
  const stood = reached({ ms: 12 })
    .slice(0, 2)
    .map((seen) => ({ ...seen, ms: 60 }));
  const [found] = findings([stood, [{ kind: 'closed', channel: 'control', by: 'server', ms: 86 }]]);
  assert.match(found?.title ?? '', /after 26 ms/);
  for (const word of [/hosts\.deny/, /only_from/, /MaxInstances/, /Limit LOGIN/, /balancer/])
    assert.match(found?.fix.text ?? '', word);
});

test('a proxy that ends TLS is the cause of the address and of the ports that are refused', () => {
  const ended = [
    reached(),
    tls(),
    login(),
    stat('127.0.0.1', ['Control connection is plain text']),
    epsv(40001, { outcome: 'refused' }),
    pasv('127.0.0.1', 40002, { outcome: 'refused' }),
  ];
  const found = findings(ended);
  assert.deepEqual(
    found.filter(({ severity }) => severity === 'error').map(({ id }) => id),
    ['TLS-ENDS-EARLY'],
  );
  assert.match(found[0]?.evidence ?? '', /from 127\.0\.0\.1/);
  const encrypted = ended.map((part) => (part === ended[3] ? stat('127.0.0.1') : part));
  assert.ok(!ids(encrypted).includes('TLS-ENDS-EARLY'));
});

test('a container file that shifts the ports is the verdict where the inner numbers fail', () => {
  const text =
    'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n      - "43000-43199:42000-42199"\n';
  const reading = readFirewallFile('compose.yaml', text);
  assert.ok(reading);
  const dials = [42010, 42077, 42142].map((port) => epsv(port, { outcome: 'refused' }));
  const found = findings([reached(), login(), ...dials], {
    config: config('listen=YES\nlocal_enable=YES\npasv_min_port=42000\npasv_max_port=42199\n'),
    firewall: [{ path: 'compose.yaml', text, reading }],
  });
  assert.deepEqual(
    found.filter(({ severity }) => severity !== 'information').map(({ id, severity }) => `${severity} ${id}`),
    ['error CONF-FIREWALL'],
  );
});

test('ports that are silent by their number are no loss, and no rate limit', () => {
  const dialled = (
    ports: readonly number[],
    outcome: 'open' | 'timeout',
  ): readonly (readonly Observation[])[] =>
    ports.map((port) => epsv(port, { outcome, ms: outcome === 'open' ? 50 : 3200 }));
  const even = [42006, 42010, 42024, 42064, 42110];
  const odd = [42037, 42103, 42119, 42159];
  const [by] = findings([reached(), login(), ...dialled(even, 'open'), ...dialled(odd, 'timeout')]);
  assert.equal(by?.severity, 'error');
  assert.match(by.title, /the odd ones/);
  assert.doesNotMatch(by.fix.text, /rate limit/);
  const mixed = [
    reached(),
    login(),
    ...dialled([...even, 42041], 'open'),
    ...dialled([...odd, 42070], 'timeout'),
  ];
  assert.match(findings(mixed)[0]?.fix.text ?? '', /rate limit/);
});

const UNHEARD: readonly Observation[] = [
  { kind: 'command', verb: 'LIST' },
  { kind: 'note', note: 'connection-closed', channel: 'data', text: 'the server closed the data connection' },
  { kind: 'transfer', command: 'LIST', outcome: 'no-data' },
  { kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to LIST' },
];

test('a connection that is taken and closed by another than Pure-FTPd never reached the server', () => {
  const taken = (greeting: string): string | undefined =>
    ids([reached({ greeting }), login(), pasv(PEER, 42001), UNHEARD])[0];
  assert.equal(taken('(vsFTPd 3.0.3)'), 'DATA-NEVER-ARRIVED');
  assert.equal(taken('Welcome to Pure-FTPd'), 'DATA-BAD-IP');
});

test('a handshake that fails after the server asked for a certificate lacks that, and no cipher', () => {
  const failed = (error: string, more = {}): Finding | undefined =>
    findings([reached(), tls({ outcome: 'failed', error, ...more })])[0];
  const asks = { asksForCertificate: true };
  for (const error of ['read ECONNRESET', 'sslv3 alert handshake failure'])
    assert.match(failed(error, asks)?.title ?? '', /demands a certificate/);
  assert.equal(failed('sslv3 alert handshake failure')?.id, 'TLS-CIPHER');
});

test('ports that fail only beside the probe’s own connections are no fault of the server', () => {
  const crowded = [
    reached(),
    login(),
    epsv(42001, { outcome: 'refused' }),
    epsv(42002, { outcome: 'refused' }),
  ];
  const alone = (...outcomes: readonly ('open' | 'refused')[]): readonly Observation[] => [
    ...labelled(
      'alone',
      reached(),
      login(),
      outcomes.flatMap((outcome, n) =>
        epsv(42011 + n, { outcome }).map((seen) =>
          seen.kind === 'connect' ? { ...seen, alone: true } : seen,
        ),
      ),
      outcomes.every((outcome) => outcome === 'open') ? list() : [],
    ),
  ];
  assert.deepEqual(
    findings([...crowded, alone('open', 'open', 'open')]).map(({ id, severity }) => `${severity} ${id}`),
    ['information CTL-LIMIT'],
  );
  const [found] = findings([...crowded, alone('refused')]);
  assert.equal(found?.id, 'DATA-REJECT');
  assert.match(found.evidence, /when no other connection of this probe stood/);
});

test('a ban that shows only in silence is told where the control port falls silent too', () => {
  const silent: Observation = {
    kind: 'note',
    note: 'timeout',
    channel: 'control',
    text: 'no answer to QUIT',
  };
  const session = [
    reached(),
    login(),
    epsv(42001),
    list(),
    [{ kind: 'command', verb: 'QUIT' } as const, silent],
  ];
  const again: readonly Observation[] = [
    { kind: 'target', host: 'ftp.example.test', port: 21, peer: PEER, session: 'again' },
    { kind: 'connect', channel: 'control', host: PEER, port: 21, outcome: 'timeout', session: 'again' },
  ];
  assert.equal(ids([...session, again])[0], 'CTL-BUSY');
  assert.ok(!ids(session).includes('CTL-BUSY'));
});
