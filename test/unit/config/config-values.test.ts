import assert from 'node:assert/strict';
import test from 'node:test';
import {
  build,
  byteStringOf,
  ConfigModel,
  decodeUtf8,
  distance,
  dotted,
  fileKindOf,
  inetAton,
  inetPton,
  intendedBool,
  parseBool,
  parseNumber,
  passiveRange,
  readConfig,
  revealedBuilds,
  sourceFromBytes,
  sourceFromText,
  suggestSettings,
  BUILDS,
  SETTINGS,
} from '../../../core/config/index.js';
import { Random } from '../../oracle/random.js';

/** Measured on the daemon, read back through STAT. */
const NUMBERS: readonly (readonly [string, number])[] = [
  ['100', 100],
  ['0100', 64],
  ['00', 0],
  ['08', 0],
  ['018', 1],
  ['0x64', 0],
  ['0o77', 0],
  ['+5', 5],
  ['+010', 10],
  ['-1', 4294967295],
  ['-5', 4294967291],
  ['-0', 0],
  [' 022', 22],
  ['\t022', 22],
  ['1e3', 1],
  ['12abc', 12],
  ['12 34', 12],
  ['abc', 0],
  ['YES', 0],
  ['"12"', 0],
  ['2147483648', 2147483648],
  ['4294967296', 0],
  ['4294967297', 1],
  ['9223372036854775807', 4294967295],
  ['9223372036854775808', 4294967295],
  ['99999999999999999999999', 4294967295],
  ['-9223372036854775808', 0],
  ['037777777777', 4294967295],
  ['040000000000', 0],
  ['0400000000001', 1],
  ['1_000', 1],
  ['1,000', 1],
  ['.5', 0],
  ['\xef\xbc\x91', 0],
];

test('numbers are read as the daemon does', () => {
  for (const [text, value] of NUMBERS) assert.equal(parseNumber(text).value, value, JSON.stringify(text));
});

test('what is dropped and what does not fit is known', () => {
  assert.equal(parseNumber('60s').used, 2);
  assert.equal(parseNumber('018').used, 2);
  assert.equal(parseNumber('-1').overflow, true);
  assert.equal(parseNumber('4294967295').overflow, false);
  assert.equal(parseNumber('040000000000').overflow, true);
});

test('booleans are six words in any letter case', () => {
  for (const word of ['YES', 'yes', 'yEs', 'TRUE', '1']) assert.equal(parseBool(word), true);
  for (const word of ['NO', 'no', 'FALSE', 'false', '0']) assert.equal(parseBool(word), false);
  for (const word of ['on', 'y', 't', '01', '2', '', 'YES ', 'yes\v', '\u0131', 'YE\u017f']) {
    assert.equal(parseBool(word), undefined, word);
  }
});

test('what the author of a faulty boolean means', () => {
  assert.equal(intendedBool('YES # why'), true);
  assert.equal(intendedBool('"no";'), false);
  assert.equal(intendedBool('on\r'), true);
  assert.equal(intendedBool('maybe'), undefined);
});

/** Ranges seen with 400 EPSVs each. */
const RANGES: readonly (readonly [string, string])[] = [
  ['', '5001-65535'],
  ['pasv_min_port=0\npasv_max_port=0', '1024-65535'],
  ['pasv_min_port=50000\npasv_max_port=50009', '50000-50009'],
  ['pasv_min_port=60000\npasv_max_port=50000', '60000-65535'],
  ['pasv_max_port=4000', '5001-65535'],
  ['pasv_max_port=6000', '5001-6000'],
  ['pasv_min_port=100\npasv_max_port=200', '1024-65535'],
  ['pasv_min_port=100\npasv_max_port=2000', '1024-2000'],
  ['pasv_min_port=1023\npasv_max_port=1024', '1024-1024'],
  ['pasv_min_port=65535', '65535-65535'],
  ['pasv_min_port=65530\npasv_max_port=70000', '65530-65535'],
  ['pasv_min_port=70000', '1024-65535'],
  ['pasv_min_port=-1', '1024-65535'],
  ['pasv_min_port=050000\npasv_max_port=050010', '20480-20488'],
  ['pasv_min_port=abc\npasv_max_port=def', '1024-65535'],
];

test('the passive range is what the daemon really uses', () => {
  for (const [text, expected] of RANGES) {
    const model = new ConfigModel(readConfig(sourceFromText(text)), build('debian-12'));
    const range = model.passiveRange();
    assert.equal(`${range?.low ?? 0}-${range?.high ?? 0}`, expected, text);
    assert.equal(range?.size, range && range.high - range.low + 1);
  }
  assert.equal(passiveRange(60000, 50000).maxIgnored, true);
  assert.equal(passiveRange(100, 200).minIgnored, true);
});

test('inet_aton and inet_pton disagree where they should', () => {
  const aton = (text: string): string => {
    const address = inetAton(text);
    return address ? dotted(address) : 'none';
  };
  assert.equal(aton('1.2.3.4'), '1.2.3.4');
  assert.equal(aton('010.1.2.3'), '8.1.2.3');
  assert.equal(aton('10.1'), '10.0.0.1');
  assert.equal(aton('0x7f.1'), '127.0.0.1');
  assert.equal(aton('2130706433'), '127.0.0.1');
  assert.equal(aton('1.2.3.4 # nat'), '1.2.3.4');
  assert.equal(aton('255.255.255.255'), '255.255.255.255');
  for (const text of [
    '1.2.3.256',
    '1,2,3,4',
    '"1.2.3.4"',
    '::1',
    'not.an.ip',
    '1.2.3.4#x',
    '1.2.3.',
    '08.1.1.1',
    '',
    ' 1.2.3.4',
    '4294967296',
  ]) {
    assert.equal(aton(text), 'none', text);
  }
  assert.deepEqual(inetPton('1.2.3.4'), [1, 2, 3, 4]);
  for (const text of ['10.1', '010.1.2.3', '1.2.3.4 # nat', '1.2.3.256'])
    assert.equal(inetPton(text), undefined);
});

test('the last line wins, defaults differ by build, templates are not known', () => {
  const document = readConfig(
    sourceFromText(
      'listen=NO\nlisten=YES\nlocal_umask={{ umask }}\n{% if x %}\nwrite_enable=YES\n{% endif %}\n',
    ),
  );
  const model = new ConfigModel(document, build('debian-12'));
  assert.equal(model.bool('listen'), true);
  assert.equal(model.number('local_umask'), undefined);
  assert.equal(model.bool('write_enable'), undefined);
  const typo = new ConfigModel(readConfig(sourceFromText('wirte_enable=YES\n')), build('debian-12'));
  assert.equal(typo.bool('write_enable'), undefined, 'a misspelt line is no default');
  const empty = readConfig(sourceFromText(''));
  assert.equal(new ConfigModel(empty, build('debian-12')).bool('listen'), false);
  assert.equal(new ConfigModel(empty, build('alpine')).bool('listen'), true);
  const user = readConfig(sourceFromText(''), 'per-user');
  assert.equal(new ConfigModel(user, build('debian-12')).bool('listen'), undefined);
});

test('positions map between bytes and UTF-16, both ways', () => {
  const text = 'a=\u00e4\u{1f600}b\r\nc=\u20ac\rd\n\n';
  const source = sourceFromText(text);
  assert.equal(decodeUtf8(byteStringOf(text)), text);
  for (let i = 0, byte = 0; i < text.length;) {
    const character = String.fromCodePoint(text.codePointAt(i) ?? 0);
    const lines = text.slice(0, i).split(/\r\n|\r(?!\n)|\n/);
    const inCrlf = text[i] === '\n' && text[i - 1] === '\r';
    if (!inCrlf) {
      const position = { line: lines.length - 1, character: lines[lines.length - 1]?.length ?? 0 };
      assert.deepEqual(source.positionAt(byte), position);
      assert.equal(source.byteAt(position), byte);
    }
    byte += byteStringOf(character).length;
    i += character.length;
  }
  assert.equal(source.byteAt({ line: 99, character: 0 }), source.bytes.length);
  assert.equal(source.byteAt({ line: -1, character: 5 }), 0);
});

test('arbitrary bytes decode as everywhere else', () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let round = 0; round < 3000; round++) {
    const bytes = Uint8Array.from(
      { length: random() % 12 },
      () =>
        [0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4, 0x8f, 0xff][random() % 13] ?? 0,
    );
    const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    assert.equal(sourceFromBytes(bytes).text, expected);
  }
});

test('misspelt names find the setting that is meant', () => {
  const first = (name: string): string | undefined => suggestSettings(name, BUILDS)[0]?.name;
  assert.equal(first('pasv_adress'), 'pasv_address');
  assert.equal(first('allow_writable_chroot'), 'allow_writeable_chroot');
  assert.equal(first('user_subtoken'), 'user_sub_token');
  assert.equal(first('asv_addr_resolve'), 'pasv_addr_resolve');
  assert.equal(first('passive_address'), 'pasv_address');
  assert.equal(first('local-enable'), 'local_enable');
  assert.equal(first('completely_different'), undefined);
  assert.equal(first('x'.repeat(5000)), undefined);
  assert.equal(distance('ab', 'ba'), 1);
});

test('up to three letters lost, added, changed or swapped, a long name is found again', () => {
  const random = new Random(7);
  for (const { name, builds } of SETTINGS) {
    if (name.length < 10 || builds?.length === 0) continue;
    let word = name;
    for (let edit = random.between(1, 3); edit > 0; edit--) word = misspelt(word, random);
    const cost = distance(word, name);
    if (cost > (word.length < 10 ? 2 : 3)) continue;
    const found = suggestSettings(word, BUILDS);
    const best = found[0];
    assert.ok(best, `${word} for ${name}`);
    assert.ok(
      found.length === 3 || found.some((one) => one.name === name) || distance(word, best.name) < cost,
    );
  }
});

function misspelt(word: string, random: Random): string {
  const at = random.between(0, word.length - 2);
  const [before, here, next, after] = [
    word.slice(0, at),
    word[at],
    word[at + 1],
    word.slice(at + 2),
  ] as const;
  return random.pick([
    `${before}${next}${after}`,
    `${before}${here}x${next}${after}`,
    `${before}q${next}${after}`,
    `${before}${next}${here}${after}`,
  ]);
}

test('paths and settings give the build and the kind of file away', () => {
  const ids = (text: string, path?: string): string[] =>
    revealedBuilds(readConfig(sourceFromText(text)), path).map((b) => b.id);
  assert.deepEqual(ids('listen=YES\n'), []);
  assert.deepEqual(ids('reverse_lookup_enable=NO\n'), ['el8', 'el9', 'fedora']);
  assert.deepEqual(ids('utf8_filesystem=YES\nssl_tlsv12=YES\n'), [
    'debian-13',
    'debian-sid',
    'ubuntu-22.04',
    'ubuntu-24.04',
  ]);
  assert.ok(ids('listen=YES\n', '/etc/vsftpd/vsftpd.conf').includes('el9'));
  assert.deepEqual(ids('listen=YES\n', '/home/me/vsftpd.conf'), []);
  assert.equal(fileKindOf('/etc/vsftpd/vsftpd.conf'), 'main');
  assert.equal(fileKindOf('/etc/vsftpd_user_conf/alice'), 'per-user');
  assert.equal(fileKindOf('/etc/vsftpd/user_conf/bob'), 'per-user');
  assert.equal(fileKindOf('/srv/perms/carol', ['/srv/perms/']), 'per-user');
  assert.equal(fileKindOf('/srv/vsftpd/users/ann@example.com'), 'per-user');
  for (const other of ['views/user/a.php', 'user/virtual_users.db', 'users/README', 'users/.gitignore'])
    assert.equal(fileKindOf(`/srv/vsftpd/${other}`), 'main');
});
