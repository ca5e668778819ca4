/** Servers that answer too late, twice, in clear or out of turn: what each is called. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SESSION, type Observation } from '../../../core/verdict/index.js';
import { asked, epsv, finding, ids, labelled, list, login, pasv, PEER, reached, tls } from '../observed.js';

type Part = readonly Observation[];

const CONNECTED = reached().slice(0, 2);
const ended = (after: string): Part => [{ kind: 'closed', channel: 'control', by: 'server', after }];
const greeted = (code: number, text: string): Part => [{ kind: 'reply', code, text, to: 'greeting' }];

test('a 421 as greeting is called full only where its words are of number, load or service', () => {
  const words = (text: string): readonly string[] =>
    ids([CONNECTED, greeted(421, text), ended('greeting')]).slice(0, 1);
  for (const text of [
    'Too many users.',
    'Connection limit exceeded.',
    'Try again later.',
    'Zu viele Verbindungen.',
    '',
  ])
    assert.deepEqual(words(text), ['CTL-BUSY'], text);
  for (const text of ['This server does not accept connections from your network.', 'Unable to read puredb.'])
    assert.deepEqual(words(text), ['CTL-NOBANNER'], text);
});

test('two replies to one command', () => {
  const cwd = asked('CWD', 200, 'OK');
  const more: Part = [{ kind: 'reply', code: 250, text: 'Directory changed.', to: 'CWD' }];
  const parts = [reached(), login(), cwd, more, epsv(40001), pasv(PEER, 40002), list()];
  const { severity, evidence } = finding('CTL-MULTILINE', parts);
  assert.equal(severity, 'warning');
  assert.equal(evidence, 'CWD was answered by `200 OK` and `250 Directory changed`.');
  const delayed = [CONNECTED, greeted(120, 'Wait.'), greeted(220, 'Ready.'), login(), epsv(40001), list()];
  assert.ok(!ids(delayed).includes('CTL-MULTILINE'));
});

test('EPSV answered by a 227 is a warning where the other mode lists', () => {
  const odd = asked('EPSV', 227, 'Entering Passive Mode (198,51,100,20,156,65).');
  assert.equal(finding('EPSV-BAD', [reached(), login(), odd, pasv(PEER, 40002), list()]).severity, 'warning');
});

test('a listing in clear after PROT P', () => {
  const secured = [reached(), tls(), login(), epsv(40001)];
  const clear = list(
    { outcome: 'unfinished', bytes: 0 },
    { outcome: 'failed', error: 'plain text instead of a TLS record', plainText: 'drwxr-xr-x 2 0 0 files' },
  );
  assert.equal(
    finding('DATA-TLS-STALL', [...secured, clear]).title,
    'The server sends in clear what it promised to encrypt',
  );
});

test('both connections end in the middle of a listing: no NAT has forgotten one of them', () => {
  const cut: Part = [
    { kind: 'command', verb: 'LIST' },
    { kind: 'reply', code: 150, text: 'Here it comes.', to: 'LIST' },
    ...ended('LIST'),
    { kind: 'transfer', command: 'LIST', outcome: 'unfinished', bytes: 70 },
  ];
  assert.deepEqual(ids([reached(), login(), epsv(40001), cut]).slice(0, 1), ['CTL-BROKEN-OFF']);
});

test('a session of its own that is shut out too: a ban, and no single session', () => {
  const main = [
    reached(),
    asked('AUTH', 500, 'What?'),
    [{ kind: 'command', verb: 'USER' } as const],
    ended('USER'),
  ];
  const shut = labelled(SESSION.single, CONNECTED, ended('greeting'));
  assert.deepEqual(ids([...main, shut]).slice(0, 1), ['CTL-BUSY']);
  // One that ends its session as the first did is no server of one session.
  const alike = labelled(SESSION.single, reached(), login(), pasv(PEER, 40002), list(), ended('PASV'));
  assert.ok(
    !ids([reached(), login(), [{ kind: 'command', verb: 'PASV' }], ended('PASV'), alike]).includes(
      'CTL-ONE-SESSION',
    ),
  );
});

test('a login that no other password mends', () => {
  const fixOf = (text: string): string => finding('AUTH-BAD', [reached(), asked('PASS', 530, text)]).fix.text;
  assert.match(
    fixOf('Too many failed attempts, try again in 30 minutes.'),
    /^Name and password were not looked at/,
  );
  assert.match(fixOf('This account has been suspended.'), /^No other password helps/);
  assert.match(fixOf('Password has expired. Change it first.'), /^Set a new password/);
  for (const text of [
    'Logins are not allowed at this time.',
    'Monthly quota exceeded.',
    'FTP access is disabled, use SFTP.',
  ])
    assert.match(fixOf(text), /^No other password helps: what the reply names/);
  assert.match(fixOf('User cannot log in.'), /^Check the name and password/);
  assert.match(fixOf('Login incorrect.'), /^Check the name and password/);
});

test('a small transfer that stalls too does not speak of the size', () => {
  const stalled = list({ outcome: 'stalled', bytes: 0 });
  const small = labelled(SESSION.small, reached(), login(), epsv(40003), stalled);
  assert.ok(!ids([reached(), login(), epsv(40001), stalled, small]).includes('DATA-MTU'));
});

test('a login that is forgotten between ports of one session', () => {
  const refused = asked('PASV', 530, 'Please login with USER and PASS.');
  const between = [
    reached(),
    login(),
    epsv(40001),
    refused,
    pasv(PEER, 40002),
    refused,
    pasv(PEER, 40003),
    list(),
  ];
  const { severity, title } = finding('PASV-REFUSED', between);
  assert.deepEqual([severity, title], ['warning', 'The server forgets the login now and then']);
  const once = [reached(), login(), epsv(40001), refused, pasv(PEER, 40002), list()];
  assert.ok(!ids(once).includes('PASV-REFUSED'));
});

test('a file that a probe fetches from its middle, and that comes short', () => {
  const fetched: Part = [
    ...asked('REST', 350, 'Go on.', '4991808'),
    { kind: 'command', verb: 'RETR' },
    { kind: 'reply', code: 150, text: 'Here it comes.', to: 'RETR' },
    { kind: 'reply', code: 226, text: 'Done.', to: 'RETR' },
    { kind: 'transfer', command: 'RETR', outcome: 'complete', bytes: 1000, expectedBytes: 8192 },
  ];
  assert.equal(finding('DATA-FALSE-226', [reached(), login(), epsv(40001), fetched]).severity, 'error');
});

test('a session that ends after TLS was refused: plain FTP is to be tried', () => {
  const parts = [
    reached(),
    asked('AUTH', 530, ''),
    [{ kind: 'command', verb: 'USER' } as const],
    ended('USER'),
  ];
  assert.match(finding('AUTH-BAD', parts).fix.text, /--tls none/);
});

test('data ports that all fail from one moment on, and the control port with them: a ban', () => {
  const at = (ms: number, refused: boolean): Part =>
    epsv(40000 + ms, refused ? { outcome: 'refused' } : {}).map((seen) =>
      seen.kind === 'connect' ? { ...seen, ms, durationMs: 1 } : seen,
    );
  const ports = [10, 20, 30].flatMap((ms) => at(ms, false));
  const sampled = labelled(
    'sample 1',
    reached(),
    login(),
    [40, 50, 60].flatMap((ms) => at(ms, true)),
  );
  const shut: Part = [
    { kind: 'connect', channel: 'control', host: PEER, port: 21, outcome: 'refused', errno: 'ECONNREFUSED' },
  ];
  const parts = [reached(), login(), ports, list(), sampled];
  const { severity, evidence } = finding('CTL-BUSY', [...parts, labelled(SESSION.again, shut)]);
  assert.equal(severity, 'warning');
  assert.match(evidence, /from then on no data port opened any more/);
  assert.ok(!ids(parts).includes('CTL-BUSY'));
  const mixed = labelled(
    'sample 1',
    reached(),
    login(),
    [5, 15, 25].flatMap((ms) => at(ms, true)),
  );
  assert.ok(
    !ids([reached(), login(), ports, list(), mixed, labelled(SESSION.again, shut)]).includes('CTL-BUSY'),
  );
});
