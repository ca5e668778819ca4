import assert from 'node:assert/strict';
import test from 'node:test';
import { CHECKS } from '../../../core/verdict/checks/index.js';
import { settingNamed } from '../../../core/config/index.js';
import { fixFor, type Product } from '../../../core/verdict/products/product.js';
import { FILEZILLA_SERVER, IIS, OTHERS } from '../../../core/verdict/products/others.js';
import { PROFTPD } from '../../../core/verdict/products/proftpd.js';
import { PURE_FTPD } from '../../../core/verdict/products/pure-ftpd.js';
import type { FindingFix, Observation } from '../../../core/verdict/index.js';
import { asked, epsv, finding, ids, list, login, pasv, PEER, reached, tls } from '../observed.js';

const PRODUCTS: readonly Product[] = [PROFTPD, PURE_FTPD, FILEZILLA_SERVER, ...OTHERS, IIS];
const FACTS = { outer: PEER, low: '40000', high: '40060' };
const IPV6 = '2001:db8:5::5';

function fixOf(...told: readonly (readonly Observation[])[]): FindingFix {
  const [first = []] = told;
  return finding('PASV-ADDR-PRIVATE', [
    first,
    login(),
    ...told.slice(1),
    pasv('10.0.0.5', 40000, { dialled: 'advertised', outcome: 'timeout' }),
  ]).fix;
}

test('the inner address: each server is told its own setting, and no line for a vsftpd.conf', () => {
  const greetings: Readonly<Record<string, RegExp>> = {
    '(vsFTPd 3.0.3)': /pasv_address/,
    'ProFTPD Server (ProFTPD) [198.51.100.20]': /`MasqueradeAddress 198\.51\.100\.20`/,
    '---------- Welcome to Pure-FTPd [privsep] [TLS] ----------': /`ForcePassiveIP 198\.51\.100\.20`/,
    'FileZilla Server 1.9.4': /enter 198\.51\.100\.20 under "Use the following host"/,
    'Microsoft FTP Service': /198\.51\.100\.20 under "External IP Address of Firewall"/,
    'Welcome.': /pasv_address/,
  };
  for (const [greeting, words] of Object.entries(greetings)) {
    const { text, config } = fixOf(reached({ greeting }));
    assert.match(text, words);
    assert.equal(config === null, !words.source.includes('pasv_address'), greeting);
  }
});

test('a hidden greeting: other replies tell whose server it is', () => {
  const hidden = reached({ greeting: 'Welcome.' });
  const feat = asked('FEAT', 211, 'Features:\n MDTM\n MFF modify;UNIX.group;UNIX.mode;\n SIZE\nEnd');
  assert.match(fixOf(hidden, feat).text, /MasqueradeAddress/);
  assert.match(fixOf(hidden, asked('STAT', 211, 'https://www.pureftpd.org/')).text, /ForcePassiveIP/);
  assert.match(fixOf(hidden, asked('SYST', 215, 'Windows_NT')).text, /IIS Manager/);
});

test('what other people write in a greeting does not hide a vsftpd', () => {
  const { text } = fixOf(
    reached({ greeting: 'This is not ProFTPD.' }),
    asked('STAT', 211, 'FTP server status:\nvsFTPd 3.0.3 - secure, fast, stable\nEnd of status'),
  );
  assert.match(text, /pasv_address/);
});

test('no advice for another server names a setting of vsftpd, or says what vsftpd does', () => {
  for (const product of PRODUCTS)
    for (const { id, advice, fix } of CHECKS) {
      const { text, config } = fixFor(
        product,
        advice,
        { text: fix, config: { a: 'b' }, commands: [] },
        FACTS,
      );
      assert.equal(config, null);
      assert.doesNotMatch(text, /\bvsftpd\b(?!-lens)|\{\w+\}/i, `${product.name}, ${id}: ${text}`);
      for (const [word] of text.matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b/g))
        assert.equal(settingNamed(word), undefined, `${product.name}, ${id}: ${word}`);
      assert.ok(text.length > 15, `${product.name}, ${id}: ${text}`);
    }
});

test('advice that is made for one case is carried over as far as it holds', () => {
  const said = (text: string): string =>
    fixFor(PROFTPD, undefined, { text, config: null, commands: ['x'] }, FACTS).text;
  assert.equal(said('Raise max_clients. Then restart vsftpd.'), 'Raise `MaxClients`. Then restart ProFTPD.');
  assert.equal(
    said('Set pasv_address=192.0.2.1, then restart it.'),
    'Set `MasqueradeAddress`, then restart it.',
  );
  assert.equal(said('Open the range. vsftpd 3.0.3 does so too.'), 'Open the range.');
  assert.match(said('Set seccomp_sandbox=NO.'), /documentation of ProFTPD/);
});

test('settings that products have other names for exist', () => {
  for (const { name, settings } of PRODUCTS)
    for (const setting of Object.keys(settings)) assert.ok(settingNamed(setting), `${name}: ${setting}`);
});

const PROFTPD_SEEN = [reached({ greeting: 'ProFTPD Server' }), tls(), login()] as const;

test('ProFTPD tells by an error code why it refuses a data connection', () => {
  const open = epsv(40001);
  const refused = (code: string): readonly Observation[] => [
    ...asked('LIST', 425, `Unable to build data connection: ${code}`),
    { kind: 'transfer', command: 'LIST', outcome: 'no-data' },
  ];
  const foreign = finding('DATA-BAD-IP', [...PROFTPD_SEEN, open, refused('Permission denied')]);
  assert.match(foreign.fix.text, /AllowForeignAddress off/);
  assert.deepEqual(ids([...PROFTPD_SEEN, open, refused('Operation not permitted')]), ['TLS-REUSE-REQUIRED']);
  // In clear there is no session to resume.
  const plain = ids([reached(), login(), open, refused('Operation not permitted')]);
  assert.ok(!plain.includes('TLS-REUSE-REQUIRED'), plain.join());
});

test('a data connection that is taken and left without an answer', () => {
  const unanswered: readonly Observation[] = [
    { kind: 'command', verb: 'LIST' },
    { kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to LIST' },
  ];
  const closed: Observation = { kind: 'note', note: 'connection-closed', channel: 'data', text: 'closed' };
  const over: Observation = { kind: 'transfer', command: 'LIST', outcome: 'no-data' };
  const start = [reached(), login(), epsv(40001)];
  assert.deepEqual(ids([...start, [...unanswered, over]]), ['DATA-NEVER-ARRIVED']);
  const pureFtpd = [reached({ greeting: 'Welcome to Pure-FTPd' }), ...start.slice(1)];
  assert.deepEqual(ids([...pureFtpd, [...unanswered, closed, over]]), ['DATA-BAD-IP']);
  assert.deepEqual(ids([...start, [...unanswered, closed, over]]), ['DATA-NEVER-ARRIVED'], 'vsftpd says 425');
  assert.deepEqual(ids([...start, list()]), []);
});

test('a number of clients in the way of a login is no wrong password', () => {
  const text = 'Sorry, the maximum number of clients (1) from your host are already connected.';
  const refused = [reached(), asked('USER', 331, 'Password required', 'demo'), asked('PASS', 530, text)];
  assert.deepEqual(ids(refused), ['CTL-BUSY']);
  assert.match(finding('CTL-BUSY', refused).fix.text, /this one address/);
  const bad = [
    reached(),
    asked('USER', 331, 'Password required', 'demo'),
    asked('PASS', 530, 'Login incorrect.'),
  ];
  assert.deepEqual(ids(bad), ['AUTH-BAD']);
});

test('a 227 with a piece of an IPv6 address is no fault of the server', () => {
  const piece: readonly Observation[] = [
    ...asked('PASV', 227, 'Entering Passive Mode (5,156,106).'),
    {
      kind: 'endpoint',
      mode: 'PASV',
      host: null,
      port: null,
      raw: 'Entering Passive Mode (5,156,106).',
      problems: ['pasv-unparsable'],
    },
  ];
  const over = (peer: string): readonly string[] =>
    ids([reached({ peer, host: peer }), login(), epsv(40001, { peer }), piece]);
  assert.deepEqual(over(IPV6), ['PASV-OVER-V6']);
  assert.deepEqual(over(PEER), ['PASV-UNPARSABLE']);
});

test('FEAT lists AUTH, and AUTH is refused: TLS is not there, rather than left out', () => {
  const parts = [
    reached(),
    asked('AUTH', 500, 'This security scheme is not implemented', 'TLS'),
    login(),
    asked('FEAT', 211, 'Extensions supported:\n AUTH TLS\n EPSV\nEnd.'),
  ];
  const found = ids(parts);
  assert.ok(!found.includes('AUTH-CLEAR') && found.includes('TLS-NONE'), found.join());
});
