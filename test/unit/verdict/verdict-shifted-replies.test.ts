/** Replies that are not those which were due: what is quoted of them, and what is no fault of the server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation, PassiveMode } from '../../../core/verdict/index.js';
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

/** A 2xx that names no port, as a probe records it. */
function unread(mode: PassiveMode, code: number): Part {
  const problems = [mode === 'PASV' ? 'pasv-unparsable' : 'epsv-bad'];
  return [
    ...asked(mode, code, 'Odd.'),
    { kind: 'endpoint', mode, host: null, port: null, raw: `${code} Odd.`, problems },
  ];
}

test('PASV or EPSV answered by another 2xx is quoted as it came, and a warning where the other mode lists', () => {
  const beside = [reached(), login(), unread('EPSV', 200), pasv(PEER, 40002), list()];
  const { severity, title, evidence } = finding('EPSV-BAD', beside);
  assert.deepEqual(
    [severity, title, evidence],
    ['warning', 'EPSV is answered by 200, which names no port', '`200 Odd`.'],
  );
  const alone = [reached(), login(), unread('EPSV', 200), unread('PASV', 213)];
  assert.equal(finding('PASV-UNPARSABLE', alone).severity, 'error');
  assert.equal(finding('PASV-UNPARSABLE', alone).evidence, '`213 Odd`.');
  // What 227 promises keeps its severity.
  const promised = [reached(), login(), epsv(40001), unread('PASV', 227), list()];
  assert.equal(finding('PASV-UNPARSABLE', promised).severity, 'error');
});

test('of two modes, the step that failed in the one that led furthest is quoted', () => {
  const listing: Part = [
    { kind: 'command', verb: 'LIST' },
    { kind: 'reply', code: 150, text: 'Here it comes.', to: 'LIST' },
    { kind: 'reply', code: 200, text: 'Hm.', to: 'LIST' },
    { kind: 'transfer', command: 'LIST', outcome: 'unfinished', bytes: 60 },
  ];
  for (const before of [
    [asked('PASV', 502, 'No.'), epsv(40001)],
    [asked('EPSV', 502, 'No.'), pasv(PEER, 40002)],
  ]) {
    const [first] = findings([PLACE, reached(), login(), ...before, listing]);
    assert.match(first?.evidence ?? '', /LIST was answered by `200 Hm`/);
  }
});

/** The header came before the first command. */
const UNASKED: readonly Observation[] = [
  { kind: 'reply', code: 530, text: 'Please login with USER and PASS.', to: 'greeting', durationMs: 50 },
  { kind: 'reply', code: 221, text: 'Goodbye.', to: 'greeting', durationMs: 50 },
  { kind: 'command', verb: 'AUTH', argument: 'TLS' },
  { kind: 'closed', channel: 'control', by: 'server', after: 'AUTH' },
];

test('a header in front of the session that the server takes for commands', () => {
  const refused = asked('AUTH', 500, 'PROXY not understood', 'TLS');
  for (const part of [
    asked('AUTH', 221, 'Goodbye.', 'TLS'),
    [...refused, ...asked('USER', 234, 'AUTH TLS successful', 'demo')],
    asked('USER', 221, 'Goodbye.', 'demo'),
    UNASKED,
  ]) {
    const [first] = findings([PLACE, reached(), part]);
    assert.equal(first?.id, 'CTL-PROXY-HEADER');
    assert.match(first.evidence, /221 Goodbye|PROXY not understood/);
  }
  assert.ok(!ids([reached(), asked('USER', 500, 'Unknown command.')]).includes('CTL-PROXY-HEADER'));
  const sound = [reached(), tls(), login(), epsv(40001), list(), asked('QUIT', 221, 'Goodbye.')];
  assert.deepEqual(ids(sound), []);
});

test('a private address that was not dialled is told from inside too', () => {
  const inside = { peer: '10.0.0.5', local: '10.0.0.7', resolved: ['10.0.0.5'] };
  const parts = [reached(inside), login(), pasv('192.168.1.10', 40002, { peer: '10.0.0.5' }), list()];
  const { severity, title } = finding('PASV-ADDR-OUTSIDE', parts);
  assert.deepEqual([severity, title], ['warning', 'Works here; clients outside cannot reach 192.168.1.10']);
  const own = [reached(inside), login(), pasv('10.0.0.5', 40002, { peer: '10.0.0.5' }), list()];
  assert.ok(!ids(own).includes('PASV-ADDR-OUTSIDE'));
  // Dialled by another session of the run.
  const tried = labelled(
    'sample 1',
    reached(inside),
    login(),
    pasv('192.168.1.10', 40003, { dialled: 'advertised' }),
  );
  assert.ok(!ids([...parts, tried]).includes('PASV-ADDR-OUTSIDE'));
});

test('a full server may say so by 530 as its greeting', () => {
  const greeting = {
    kind: 'reply',
    code: 530,
    text: 'Sorry, the maximum number of clients (30) are already connected.',
    to: 'greeting',
  } as const;
  assert.equal(ids([reached().slice(0, 2), [greeting]])[0], 'CTL-BUSY');
});

test('a listing that the probe itself has ended needs no final reply', () => {
  const begun = list({ bytes: 573_440 }).filter((seen) => !(seen.kind === 'reply' && seen.code === 226));
  assert.deepEqual(ids([PLACE, reached(), login(), epsv(40001), begun]), []);
  // All bytes of a file came: what is missing is the reply alone.
  const file = begun.map((seen) => (seen.kind === 'transfer' ? { ...seen, expectedBytes: 573_440 } : seen));
  assert.deepEqual(ids([PLACE, reached(), login(), epsv(40001), file]), ['DATA-NO-226']);
});
