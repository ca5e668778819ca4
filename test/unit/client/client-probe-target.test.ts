import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  modelOf,
  readTarget,
  targetFrom,
  targetFromConfig,
  targetProblem,
} from '../../../client/probe/probe-target.js';
import { changedText } from '../../../core/config/index.js';

const READ: readonly (readonly [string, ReturnType<typeof readTarget>])[] = [
  ['ftp.example.org', { host: 'ftp.example.org' }],
  [' ftp.example.org:2121 ', { host: 'ftp.example.org', port: 2121 }],
  ['192.0.2.5', { host: '192.0.2.5' }],
  ['2001:db8::5', { host: '2001:db8::5' }],
  ['[2001:db8::5]:990', { host: '2001:db8::5', port: 990 }],
  ['ftp://anna@ftp.example.org:2121/up', { host: 'ftp.example.org', port: 2121, user: 'anna', path: '/up' }],
  ['ftps://ftp.example.org', { host: 'ftp.example.org', port: 990, tls: 'implicit' }],
  ['ftps://ftp.example.org:21/', { host: 'ftp.example.org', port: 21, tls: 'implicit' }],
  ['ftpes://ftp.example.org', { host: 'ftp.example.org', tls: 'explicit' }],
  ['ftp://anna:secret@ftp.example.org', { host: 'ftp.example.org', user: 'anna' }],
  ['anna@ftp.example.org', { host: 'ftp.example.org', user: 'anna' }],
  ['anna:secret@ftp.example.org:2121', { host: 'ftp.example.org', port: 2121, user: 'anna' }],
  ['anna@example.org@ftp.example.org', { host: 'ftp.example.org', user: 'anna@example.org' }],
  ['anna@[2001:db8::5]:2121', { host: '2001:db8::5', port: 2121, user: 'anna' }],
  ['@ftp.example.org', undefined],
  ['ftp://a%40b@ftp.example.org', { host: 'ftp.example.org', user: 'a@b' }],
  ['', undefined],
  ['two words', undefined],
  ['host/path', undefined],
];

for (const [text, target] of READ) {
  test(`a target is read from "${text}"`, () => {
    assert.deepEqual(readTarget(text), target);
  });
}

test('no form of a target keeps a password', () => {
  assert.ok(!JSON.stringify(readTarget('ftp://anna:hunter2@ftp.example.org/x')).includes('hunter2'));
});

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['', /name or address/],
  ['sftp://ftp.example.org', /protocol of SSH/],
  ['http://ftp.example.org', /http:\/\/ is no FTP address/],
  ['ftp.example.org:99999', /no port 99999: ports are 1 to 65535/],
  ['ftp://ftp.example.org:0/', /no port 0:/],
  ['two words', /no blank/],
  ['host/path', /ftp:\/\/HOST\/FOLDER/],
  ['@host', /no host name/],
];

for (const [text, words] of WRONG) {
  test(`what is wrong with "${text}" is said`, () => {
    assert.equal(targetFrom(text), undefined);
    assert.match(targetProblem(text), words);
  });
}

test('a config prefills what it says, but no address that only the inside knows', () => {
  const of = (text: string): unknown => targetFromConfig(modelOf(`anonymous_enable=NO\n${text}`, 'any'));
  assert.deepEqual(of('listen_port=2121\npasv_address=192.168.1.10\n'), { port: 2121, tls: 'auto' });
  assert.deepEqual(of('listen_port=2197\nlisten_address=127.0.0.1\n'), {
    host: '127.0.0.1',
    port: 2197,
    tls: 'auto',
  });
  assert.deepEqual(of('listen_address=0.0.0.0\n'), { port: 21, tls: 'auto' });
  assert.deepEqual(of('anonymous_enable=YES\n'), { port: 21, user: 'anonymous', tls: 'auto' });
  assert.deepEqual(of('pasv_address=ftp.example.org\npasv_addr_resolve=YES\nssl_enable=YES\n'), {
    host: 'ftp.example.org',
    port: 21,
    tls: 'explicit',
  });
  assert.deepEqual(of('pasv_address=8.8.4.4\nssl_enable=YES\nimplicit_ssl=YES\nlisten_port=990\n'), {
    host: '8.8.4.4',
    port: 990,
    tls: 'implicit',
  });
});

const WRITTEN: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['listen=NO\n', { listen: 'YES' }, 'listen=YES\n'],
  ['# head\nlisten=NO\nlisten=NO\n', { listen: 'YES' }, '# head\nlisten=NO\nlisten=YES\n'],
  [
    'listen=NO\r\nlocal_enable=YES\r\n',
    { listen: 'YES', pasv_min_port: '1' },
    'listen=YES\r\nlocal_enable=YES\r\npasv_min_port=1\r\n',
  ],
  [
    'listen=NO',
    { pasv_min_port: '40000', pasv_max_port: '40100' },
    'listen=NO\npasv_min_port=40000\npasv_max_port=40100\n',
  ],
  ['', { listen: 'YES' }, 'listen=YES\n'],
  ['#listen=NO\n', { listen: 'YES' }, '#listen=NO\nlisten=YES\n'],
  ['listen = NO\nbanner_file=/ä\n', { listen: 'YES' }, 'listen=YES\nbanner_file=/ä\n'],
];

for (const [before, config, after] of WRITTEN) {
  test(`${JSON.stringify(config)} is written into ${JSON.stringify(before)}`, () => {
    assert.equal(changedText(before, config), after);
  });
}
