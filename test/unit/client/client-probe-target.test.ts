import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelOf, readTarget, targetFromConfig } from '../../../client/probe/probe-target.js';
import { changedText } from '../../../core/config/index.js';

const READ: readonly (readonly [string, ReturnType<typeof readTarget>])[] = [
  ['ftp.example.org', { host: 'ftp.example.org' }],
  [' ftp.example.org:2121 ', { host: 'ftp.example.org', port: 2121 }],
  ['192.0.2.5', { host: '192.0.2.5' }],
  ['2001:db8::5', { host: '2001:db8::5' }],
  ['[2001:db8::5]:990', { host: '2001:db8::5', port: 990 }],
  ['ftp://anna@ftp.example.org:2121/up', { host: 'ftp.example.org', port: 2121, user: 'anna', path: '/up' }],
  ['ftps://ftp.example.org', { host: 'ftp.example.org', port: 990, tls: 'implicit' }],
  ['ftpes://ftp.example.org', { host: 'ftp.example.org', tls: 'explicit' }],
  ['ftp://anna:secret@ftp.example.org', { host: 'ftp.example.org', user: 'anna' }],
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

test('a config prefills what it says, but no address that only the inside knows', () => {
  const of = (text: string): unknown => targetFromConfig(modelOf(text, 'any'));
  assert.deepEqual(of('listen_port=2121\npasv_address=192.168.1.10\n'), { port: 2121, tls: 'auto' });
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
