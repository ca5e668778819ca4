/** Servers and devices that are not as the standard has them: what each is called, and what is no fault. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SESSION, type Observation } from '../../../core/verdict/index.js';
import {
  asked,
  epsv,
  finding,
  findings,
  ids,
  labelled,
  list,
  login,
  pasv,
  PEER,
  reached,
  tls,
} from '../observed.js';

type Part = readonly Observation[];

const PLACE: Part = [{ kind: 'vantage', networks: ['192.168.1.10/24'] }];
const CONNECTED = reached().slice(0, 2);

function verdict(parts: readonly Part[]): string {
  const [first] = findings([PLACE, ...parts]);
  return first ? `${first.severity} ${first.id}` : 'healthy';
}

function mute(verb: string): Part {
  const note = { kind: 'note', note: 'timeout', channel: 'control', text: `no answer to ${verb}` } as const;
  return [{ kind: 'command', verb }, note];
}

function left(after: string): Part {
  return [
    { kind: 'command', verb: after },
    { kind: 'closed', channel: 'control', by: 'server', after },
  ];
}

const second = labelled('second', reached(), login(), pasv(PEER, 40002), list());

test('EPSV that is swallowed, reset or refused for now, while PASV works', () => {
  for (const bad of [mute('EPSV'), left('EPSV')]) {
    const parts = [reached(), login(), bad, second];
    assert.equal(verdict(parts), 'warning EPSV-BROKEN');
    assert.match(finding('EPSV-BROKEN', parts).fix.text, /NAT or firewall in between/);
  }
  for (const code of [425, 451, 530, 521]) {
    const parts = [reached(), login(), asked('EPSV', code, 'Not now.'), pasv(PEER, 40002), list()];
    assert.equal(verdict(parts), 'warning EPSV-BROKEN', `${code}`);
  }
  const policy = [reached(), login(), asked('EPSV', 500, 'What?'), pasv(PEER, 40002), list()];
  assert.deepEqual(ids(policy), ['EPSV-UNSUPPORTED']);
});

test('PASV that is refused for now, while EPSV works', () => {
  const parts = [reached(), login(), epsv(40001), asked('PASV', 425, 'Not now.'), list()];
  assert.equal(verdict(parts), 'warning EPSV-ONLY');
  const over6 = { peer: '2001:db8:5::5' };
  const six = [reached(over6), login(), epsv(40001, over6), asked('PASV', 425, 'Use EPSV instead.'), list()];
  assert.ok(!ids(six).includes('EPSV-ONLY'));
});

test('no port in either mode', () => {
  for (const code of [425, 451, 503]) {
    const refused = [asked('EPSV', code, 'Can’t open a port.'), asked('PASV', code, 'Can’t open a port.')];
    assert.equal(verdict([reached(), login(), ...refused]), 'error PASV-REFUSED');
  }
  const one = [reached(), login(), asked('EPSV', 501, 'No.'), asked('PASV', 425, 'Can’t open a port.')];
  assert.match(finding('PASV-REFUSED', one).evidence, /^PASV was answered by `425 /);
  const policy = [reached(), login(), asked('EPSV', 502, 'No.'), asked('PASV', 502, 'No.')];
  assert.deepEqual(ids(policy), ['PASV-DISABLED']);
});

test('a login that is accepted and of no use', () => {
  const refuse = (text: string): Part => [...asked('EPSV', 530, text), ...asked('PASV', 530, text)];
  assert.equal(verdict([reached(), login(), refuse('Please login.')]), 'error AUTH-LIMITED');
  const { title } = finding('AUTH-LIMITED', [reached(), login(), refuse('Password has expired.')]);
  assert.match(title, /password has expired/);
  assert.ok(!ids([reached(), login(), asked('EPSV', 530, 'No.'), second]).includes('AUTH-LIMITED'));
});

test('an account besides the password', () => {
  const wanted = [...asked('USER', 331, 'Password.', 'demo'), ...asked('PASS', 332, 'Need account.')];
  assert.equal(verdict([reached(), wanted]), 'error AUTH-ACCOUNT');
});

test('a home directory that is not there', () => {
  const refused = (code: number, text: string): Part[] => [
    reached(),
    asked('USER', 331, 'Password.', 'demo'),
    asked('PASS', code, text),
  ];
  assert.equal(verdict(refused(530, 'User cannot log in, home directory inaccessible.')), 'error AUTH-HOME');
  assert.equal(verdict(refused(421, 'Home directory not available - aborting')), 'error AUTH-HOME');
  assert.equal(verdict(refused(530, 'Login incorrect.')), 'error AUTH-BAD');
  assert.equal(verdict(refused(500, 'OOPS: cannot change directory:/home/demo')), 'error AUTH-CHROOT');
});

test('AUTH that is answered neither by 234 nor by a refusal', () => {
  for (const code of [431, 451, 334, 200])
    assert.equal(verdict([reached(), asked('AUTH', code, 'Odd.', 'TLS')]), 'error TLS-AUTH-FAILS', `${code}`);
  assert.match(finding('TLS-AUTH-FAILS', [reached(), asked('AUTH', 334, 'Odd.', 'TLS')]).fix.text, /GSSAPI/);
  for (const code of [500, 533, 550])
    assert.deepEqual(ids([reached(), asked('AUTH', code, 'No.', 'TLS'), login()])[0], 'TLS-NONE');
});

test('TLS handshakes that fail, by the words of the alert', () => {
  const failed = (error: string): Part[] => [
    reached(),
    asked('AUTH', 234, 'Go on.', 'TLS'),
    [{ kind: 'tls', channel: 'control', outcome: 'failed', mode: 'explicit', error }],
  ];
  const titles: Readonly<Record<string, RegExp>> = {
    'tlsv1 unrecognized name': /no certificate for this name/,
    'tlsv1 alert internal error': /breaks down/,
    'sslv3 alert certificate unknown': /another certificate of the client/,
    'tlsv1 alert access denied': /refuses this client/,
    'ee key too small': /too weak/,
    'sslv3 alert illegal parameter': /^The TLS handshake fails$/,
  };
  for (const [error, title] of Object.entries(titles)) {
    assert.equal(verdict(failed(error)), 'error TLS-HANDSHAKE', error);
    assert.match(finding('TLS-HANDSHAKE', failed(error)).title, title);
  }
  const old = finding('TLS-VERSION', failed('unsafe legacy renegotiation disabled'));
  assert.match(old.title, /secure renegotiation/);
});

test('certificates of a trusted authority that are wrong in themselves', () => {
  const certificate = { subject: 'CN=a', names: ['DNS:a'], validFrom: '', validTo: '', fingerprint: '' };
  const quit = asked('QUIT', 221, 'Goodbye.');
  for (const [error, fix] of [
    ['INVALID_PURPOSE', /serverAuth/],
    ['UNSPECIFIED', /SHA-256/],
    ['CERT_REVOKED', /revoked/],
  ] as const) {
    const parts = [reached(), tls({ certificate: { ...certificate, error } }), quit];
    assert.equal(verdict(parts), 'error TLS-CERT-CHAIN');
    assert.match(finding('TLS-CERT-CHAIN', parts).fix.text, fix);
  }
});

test('implicit TLS after which no FTP server speaks', () => {
  const shaken: Part = [{ kind: 'tls', channel: 'control', outcome: 'established', mode: 'implicit' }];
  const closed: Part = [{ kind: 'closed', channel: 'control', by: 'server', after: 'greeting' }];
  const silent: Part = [{ kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to greeting' }];
  for (const end of [closed, silent]) {
    const parts = [CONNECTED, shaken, end];
    assert.equal(verdict(parts), 'error CTL-NOBANNER');
    assert.match(finding('CTL-NOBANNER', parts).fix.text, /balancer/);
  }
});

test('greetings that turn a client away, and greetings of other protocols', () => {
  const greeted = (code: number, text: string): Part[] => [
    CONNECTED,
    [
      { kind: 'reply', code, text, to: 'greeting' },
      { kind: 'closed', channel: 'control', by: 'server', after: 'greeting' },
    ],
  ];
  for (const [code, text] of [
    [421, 'Your IP address has been banned.'],
    [421, 'Access denied'],
    [530, 'Access denied.'],
    [550, 'No connections allowed from your IP'],
  ] as const)
    assert.equal(verdict(greeted(code, text)), 'error CTL-NOBANNER', text);
  assert.equal(verdict(greeted(421, 'Too many users, try later.')), 'error CTL-BUSY');
  assert.equal(verdict(greeted(500, 'OOPS: cannot open banner file')), 'error CTL-GREETING-OOPS');
  for (const code of [200, 230, 331, 150, 631])
    assert.equal(verdict(greeted(code, 'Welcome.')), 'error CTL-NOTFTP', `${code}`);
});

test('PROT and PBSZ that are swallowed', () => {
  for (const verb of ['PROT', 'PBSZ'])
    assert.equal(verdict([reached(), tls(), login(), mute(verb)]), 'error CTL-SLOW');
});

test('a device that ends the older session when a new one begins', () => {
  const alone = labelled(SESSION.single, reached(), login(), epsv(40002), pasv(PEER, 40003), list());
  assert.equal(verdict([reached(), left('USER'), alone]), 'information CTL-ONE-SESSION');
  const stillDying = labelled(SESSION.single, reached(), left('USER'));
  assert.match(verdict([reached(), left('USER'), stillDying]), /^error /);
});

test('an empty directory that is answered by 450 or 550', () => {
  const refused = (code: number, text: string): Part[] => [
    reached(),
    login(),
    epsv(40001),
    asked('LIST', code, text),
  ];
  for (const text of [
    ...['No files found.', 'No matching files.', 'No data sets found.'],
    ...['Directory is empty', 'No members found.'],
  ])
    for (const code of [450, 550]) assert.equal(verdict(refused(code, text)), 'healthy', `${code} ${text}`);
  for (const text of [
    'No such file or directory.',
    'Permission denied.',
    'Directory not empty',
    'File not found',
  ])
    assert.match(verdict(refused(550, text)), /^error /, text);
});

test('a computer that does not let data connections out', () => {
  const stopped = {
    ...epsv(40001).at(-1),
    outcome: 'failed',
    errno: 'EACCES',
    durationMs: 0.3,
  } as Observation;
  const parts = [reached(), login(), epsv(40001).slice(0, -1), [stopped]];
  assert.equal(verdict(parts), 'error DATA-WRONG-HOST');
  assert.equal(finding('DATA-WRONG-HOST', parts).cause, 'client');
});

test('a name with IPv6 addresses only, seen from a computer without IPv6', () => {
  const resolved = ['2001:db8:5::5', '2001:db8:5::7'];
  const target = { kind: 'target', host: 'ftp.example.test', port: 21, peer: null, resolved } as const;
  assert.equal(verdict([[target]]), 'error NET-NO-IPV6');
  const here: Part = [{ kind: 'vantage', networks: ['2a01:db8::5/64'] }];
  assert.ok(!ids([here, [target]]).includes('NET-NO-IPV6'));
});

test('a round trip of a second is long, and loses nothing', () => {
  const far = (ms: number): Part => epsv(40001 + ms, { ms });
  const parts = (rtt: number): Part[] => [
    reached({ ms: rtt }),
    [1100, 1120, 1090]
      .flatMap(far)
      .map((seen) => (seen.kind === 'reply' ? { ...seen, durationMs: rtt } : seen)),
  ];
  assert.deepEqual(ids(parts(1050)), []);
  assert.deepEqual(ids(parts(50)), ['DATA-LOSSY']);
});

test('a session that ends when the probe has seen enough of a long listing', () => {
  const opening = { kind: 'reply', code: 150, text: 'Here it comes.', to: 'LIST' } as const;
  const closed = { kind: 'closed', channel: 'control', by: 'server', after: 'LIST' } as const;
  const transfer = { kind: 'transfer', command: 'LIST', outcome: 'complete', bytes: 1_048_576 } as const;
  const long: Part = [{ kind: 'command', verb: 'LIST' }, opening, closed, transfer];
  assert.equal(verdict([reached(), login(), epsv(40001), long]), 'healthy');
});
