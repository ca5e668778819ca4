import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTarget } from '../../../client/probe/probe-target.js';
import { boxText, choicesFor, type ConfigServer } from '../../../client/probe/questions/target-choices.js';

const config = (name: string, target: ConfigServer['target']): ConfigServer => ({
  uri: `file:///${name}`,
  name,
  target,
});

const ftps = config('ftps.conf', { host: '192.0.2.7', port: 990, tls: 'implicit' });
const plain = config('plain.conf', { port: 21, user: 'anonymous', tls: 'auto' });

const namesOf = (choices: ReturnType<typeof choicesFor>): (string | undefined)[] =>
  choices.map((one) => one.config);

test('a text is probed with defaults, first without a config that says nothing of it', () => {
  const [first] = choicesFor('ftp.example.test:2121', []);
  assert.deepEqual(first?.target, { host: 'ftp.example.test', port: 2121, user: 'anonymous', tls: 'auto' });
  assert.match(first.description, /^as anonymous, TLS where offered$/);
  assert.deepEqual(namesOf(choicesFor('ftp.example.test:2121', [plain])), [undefined, plain.uri]);
});

test('the config that names the address, or the only one, comes first', () => {
  assert.deepEqual(namesOf(choicesFor('192.0.2.7:990', [plain, ftps])), [ftps.uri, undefined, plain.uri]);
  assert.deepEqual(namesOf(choicesFor('ftp.example.test', [plain])), [plain.uri, undefined]);
  assert.deepEqual(namesOf(choicesFor('ftp.example.test', [plain, ftps])), [undefined, plain.uri, ftps.uri]);
});

test('the config in front comes first, unless it names another address or port', () => {
  const front = { ...config('front.conf', {}), isInFront: true };
  const first = (text: string, one: ConfigServer): string | undefined =>
    choicesFor(text, [ftps, one])[0]?.config;
  assert.equal(first('127.0.0.1:2121', front), front.uri);
  assert.equal(first('127.0.0.1:2121', { ...front, target: { port: 990 } }), undefined);
  assert.equal(first('127.0.0.1', { ...front, target: { host: '192.0.2.9' } }), undefined);
});

test('a config fills in what the text leaves open', () => {
  const [first] = choicesFor('anna@192.0.2.7', [ftps], ftps);
  assert.deepEqual(first?.target, { host: '192.0.2.7', port: 990, user: 'anna', tls: 'implicit' });
  assert.equal(choicesFor('anna@192.0.2.7:2121', [ftps], ftps)[0]?.target?.port, 2121);
  assert.equal(choicesFor('ftps://anna@192.0.2.7', [plain], plain)[0]?.target?.port, 990);
});

test('no one is probed as anonymous where the file forbids it', () => {
  const [first] = choicesFor('192.0.2.7', [ftps], ftps);
  assert.equal(first?.target, undefined);
  assert.match(first?.label ?? '', /USER@192\.0\.2\.7:990/);
});

test('what is no target can be chosen by no key, and says why', () => {
  for (const text of ['', 'sftp://x', 'host:99999']) {
    const [only, ...others] = choicesFor(text, [plain]);
    assert.deepEqual(others, []);
    assert.equal(only?.target, undefined);
    assert.match(only?.label ?? '', text === '' ? /^\$\(info\) / : /^\$\(error\) /);
  }
});

test('what stood in the box is read again as it was', () => {
  for (const target of [
    { host: 'h', port: 2121, user: 'anna' },
    { host: '2001:db8::5', port: 21, user: 'anna' },
    { host: 'h', port: 990, user: 'a@b', tls: 'implicit', path: '/a b' },
    { host: 'h', port: 21, user: 'anna', tls: 'explicit' },
  ] as const)
    assert.deepEqual(readTarget(boxText(target)), target);
  assert.equal(boxText({}), '');
});
