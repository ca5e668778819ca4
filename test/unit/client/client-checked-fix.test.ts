import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFix, type CheckedFix, type PlannedFix } from '../../../client/config/checked-fix.js';

function check(
  text: string,
  settings: PlannedFix['settings'],
  range: PlannedFix['range'] = null,
): CheckedFix {
  return checkFix({ text, build: 'any', path: '/srv/vsftpd.conf' }, { settings, range });
}

const SOUND: readonly (readonly [string, string, PlannedFix['settings'], PlannedFix['range']])[] = [
  ['an address', 'listen=YES\n', { pasv_address: '203.0.113.20' }, null],
  [
    'both bounds',
    'listen=YES\npasv_max_port=2000\n',
    { pasv_min_port: '40000', pasv_max_port: '40100' },
    null,
  ],
  [
    'the upper bound in the file that it is about',
    'pasv_min_port=3000\npasv_max_port=3199\n',
    { pasv_max_port: '3100' },
    [3000, 3199],
  ],
  [
    'one bound where the file sets the other',
    'pasv_min_port=3000\npasv_max_port=3199\n',
    { pasv_max_port: '3100' },
    null,
  ],
  ['one bound of the default range', 'listen=YES\n', { pasv_max_port: '6000' }, [5001, 65535]],
  ['an old error that stays', 'foo=1\n', { pasv_address: '203.0.113.20' }, null],
  ['one of two listeners', 'listen=YES\nlisten_ipv6=YES\n', { listen: 'YES', listen_ipv6: 'NO' }, null],
];

for (const [name, text, settings, range] of SOUND) {
  test(`a fix may be written: ${name}`, () => {
    assert.deepEqual(check(text, settings, range), { worse: [], missing: [] });
  });
}

const WORSE: readonly (readonly [string, string, PlannedFix['settings'], PlannedFix['range'], RegExp])[] = [
  [
    'an upper bound below the lower one of another server',
    'pasv_min_port=30100\npasv_max_port=30199\n',
    { pasv_max_port: '3100' },
    null,
    /^vsftpd would use ports 30100-65535 with pasv_max_port=3100/,
  ],
  [
    'a lower bound above the upper one',
    'pasv_min_port=30100\npasv_max_port=30199\n',
    { pasv_min_port: '40000' },
    [30100, 30199],
    /would use ports 40000-65535/,
  ],
  [
    'a bound in a file with another range than the server has',
    'pasv_min_port=2000\npasv_max_port=2999\n',
    { pasv_max_port: '3100' },
    [3000, 3199],
    /would use ports 2000-3100/,
  ],
  [
    'one bound in a file without the other',
    'listen=YES\n',
    { pasv_max_port: '3100' },
    null,
    /does not set pasv_min_port/,
  ],
  ['a second listener', 'listen=YES\n', { listen_ipv6: 'YES' }, null, /vsftpd does not start/],
  ['a setting that vsftpd does not know', 'listen=YES\n', { not_a_setting: '1' }, null, /refuses the file/],
  [
    'an address that is none',
    'listen=YES\n',
    { pasv_address: '300.1.1.1' },
    null,
    /Not a valid IPv4 address/,
  ],
];

for (const [name, text, settings, range, why] of WORSE) {
  test(`a fix is refused: ${name}`, () => {
    const { worse } = check(text, settings, range);
    assert.equal(worse.length, 1, worse.join(' | '));
    assert.match(worse[0] ?? '', why);
  });
}

test('TLS is not switched on without certificate and key', () => {
  const tls = { ssl_enable: 'YES', force_local_logins_ssl: 'YES' };
  assert.deepEqual(check('listen=YES\n', tls).missing, ['rsa_cert_file', 'rsa_private_key_file']);
  assert.deepEqual(check('rsa_cert_file=/etc/ssl/a.pem\n', tls).missing, ['rsa_private_key_file']);
  const both = 'rsa_cert_file=/etc/ssl/a.pem\nrsa_private_key_file=/etc/ssl/a.key\n';
  assert.deepEqual(check(both, tls).missing, []);
  assert.deepEqual(check('ssl_enable=YES\n', tls).missing, []);
  assert.deepEqual(check('dsa_cert_file=/a\ndsa_private_key_file=/b\n', { ssl_enable: 'YES' }).missing, []);
});
