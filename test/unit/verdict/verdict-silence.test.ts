import assert from 'node:assert/strict';
import test from 'node:test';
import type { Observation } from '../../../core/verdict/index.js';
import { asked, epsv, finding, ids, list, login, reached } from '../observed.js';

type Part = readonly Observation[];

function strange(text: string): Part {
  return [{ kind: 'note', note: 'not-a-reply', channel: 'control', text }];
}

function noAnswer(verb: string): Part {
  return [
    { kind: 'command', verb },
    { kind: 'note', note: 'timeout', channel: 'control', text: `no answer to ${verb}` },
  ];
}

function left(verb: string): Part {
  return [
    { kind: 'command', verb },
    { kind: 'closed', channel: 'control', by: 'server', after: verb },
  ];
}

const [target, connect] = reached();
const CONNECTED: Part = [target, connect].filter((seen) => seen !== undefined);

test('words without a code are another protocol where a greeting is due, and a fault of framing later', () => {
  assert.deepEqual(ids([CONNECTED, strange('SSH-2.0-OpenSSH_9.2')]), ['CTL-NOTFTP']);
  assert.deepEqual(ids([CONNECTED, strange('220-Welcome.\n230 Ready.')]), ['CTL-MULTILINE']);
  const features = [
    reached(),
    login(),
    [{ kind: 'command', verb: 'FEAT' }] as Part,
    strange('211-Features:\n EPSV'),
  ];
  const { id, severity, evidence } = finding('CTL-MULTILINE', features);
  assert.deepEqual([id, severity], ['CTL-MULTILINE', 'error']);
  assert.match(evidence, /^FEAT was answered by `211-Features.*, and no end of a reply/);
  assert.deepEqual(ids(features), ['CTL-MULTILINE']);
});

test('no answer to the login', () => {
  const user = asked('USER', 331, 'Please specify the password.', 'demo');
  const mute = [reached(), user, noAnswer('PASS')];
  assert.equal(finding('CTL-SLOW', mute).severity, 'error');
  assert.match(finding('CTL-SLOW', mute).evidence, /no answer to PASS/);
  assert.deepEqual(ids([reached(), login(), epsv(40001), list()]), []);
});

test('a server that leaves at the password, and one that leaves later', () => {
  const user = asked('USER', 331, 'Please specify the password.', 'demo');
  assert.deepEqual(ids([reached(), user, left('PASS')]), ['AUTH-BAD']);
  assert.match(finding('AUTH-BAD', [reached(), user, left('PASS')]).fix.text, /log/);
  assert.ok(!ids([reached(), login(), left('SYST')]).includes('AUTH-BAD'));
});

test('421 where a data connection is asked for', () => {
  const shut = 'Service not available, closing control connection.';
  assert.deepEqual(ids([reached(), login(), asked('EPSV', 421, shut)]), ['CTL-DIES-ON-DATA']);
  assert.deepEqual(ids([reached(), login(), epsv(40001), asked('LIST', 421, shut)]), ['CTL-DIES-ON-DATA']);
  const timeout = ids([reached(), login(), epsv(40001), asked('LIST', 421, 'Data timeout.')]);
  assert.deepEqual(timeout, ['DATA-TIMEOUT']);
});

test('on the wire a 227 that is cut is the server’s own doing; in a log it may be the writer’s', () => {
  const cut: Part = [
    ...asked('PASV', 227, 'Entering Passive Mode.'),
    {
      kind: 'endpoint',
      mode: 'PASV',
      host: null,
      port: null,
      raw: 'Entering Passive Mode.',
      problems: ['truncated'],
    },
  ];
  assert.deepEqual(ids([reached(), login(), cut]), ['PASV-UNPARSABLE']);
});

test('a 227 of two numbers names a port, and no client finds it', () => {
  const reply = 'Entering Passive Mode (156,65).';
  const short: Part = [
    ...asked('PASV', 227, reply),
    { kind: 'endpoint', mode: 'PASV', host: null, port: 40001, raw: reply, problems: ['truncated'] },
  ];
  assert.ok(ids([reached(), login(), short, list()]).includes('PASV-UNPARSABLE'));
});
