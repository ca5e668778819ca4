import assert from 'node:assert/strict';
import test from 'node:test';
import { BUILDS, readConfig, sourceFromText } from '../../../core/config/index.js';
import {
  checkConfig,
  refusedCustomSettings,
  RULES,
  severityFor,
  type CheckOptions,
  type Rule,
} from '../../../core/rules/index.js';

function codes(text: string, options: Partial<CheckOptions> = {}): string[] {
  const found = checkConfig(readConfig(sourceFromText(text)), { build: 'debian-12', ...options });
  return found.map((finding) => `${finding.range.start.line}:${finding.code}`);
}

const BAD = 'listen=YES \nanonymous_enable=NO\nlocal_enable=YES\nfoo=1\n';

test('all problems are reported, and the line at which the daemon ends is marked', () => {
  const found = checkConfig(readConfig(sourceFromText(BAD)), { build: 'debian-12' });
  const stops = found.filter((finding) => finding.daemonStops !== null);
  assert.deepEqual(
    stops.map((finding) => finding.code),
    ['trailing-blank'],
  );
  assert.match(stops[0]?.message ?? '', /500 OOPS: bad bool value in config file for: listen/);
  assert.ok(found.some((finding) => finding.code === 'unknown-setting'));
});

test('a directive switches a code off for the next line, a line, or the file', () => {
  assert.ok(codes(BAD).includes('0:trailing-blank'));
  assert.ok(!codes(`# vsftpd-lens disable-next-line trailing-blank\n${BAD}`).includes('1:trailing-blank'));
  assert.ok(codes(`# vsftpd-lens disable-next-line unknown-setting\n${BAD}`).includes('1:trailing-blank'));
  assert.ok(
    !codes(`${BAD}# vsftpd-lens disable-file unknown-setting -- patched build\n`).includes(
      '3:unknown-setting',
    ),
  );
  assert.ok(!codes('listen_port=60s # vsftpd-lens disable-line\n').some((code) => code.startsWith('0:')));
  assert.ok(codes(`#vsftpd-lens disable-next-line nonsense\n${BAD}`).includes('1:trailing-blank'));
});

test('settings give a rule another severity, by code or wildcard', () => {
  assert.ok(!codes(BAD, { severities: { 'trailing-*': 'off' } }).includes('0:trailing-blank'));
  assert.ok(
    codes(BAD, { severities: { '*': 'off', 'trailing-blank': 'hint' } }).includes('0:trailing-blank'),
  );
  assert.equal(severityFor('a-b-c', 'error', { '*': 'hint', 'a-*': 'warning', 'a-*-c': 'off' }), 'off');
  assert.equal(severityFor('a-b', 'error', { 'x*': 'off' }), 'error');
  assert.equal(severityFor('ab', 'error', { 'ab*b': 'off' }), 'error');
});

test('declared settings are not unknown', () => {
  assert.ok(codes('foo_bar=1\n').includes('0:unknown-setting'));
  assert.ok(!codes('foo_bar=1\n', { customSettings: ['foo_bar'] }).includes('0:unknown-setting'));
  assert.ok(!codes('foo_bar=1\n', { customSettings: ['foo_*'] }).includes('0:unknown-setting'));
  assert.ok(codes('foo_bar=1\n', { customSettings: ['foo*z', 'bar*'] }).includes('0:unknown-setting'));
});

test('a declared setting is no regular expression', () => {
  const bomb = `${'a'.repeat(40)}!`;
  assert.ok(codes(`${bomb}=1\n`, { customSettings: ['/(a+)+$/'] }).includes('0:unknown-setting'));
  assert.ok(codes(`${bomb}=1\n`, { customSettings: [`${'a*'.repeat(40)}b`] }).includes('0:unknown-setting'));
  assert.match(refusedCustomSettings(['my_*', '/foo_.*/']) ?? '', /my_\*.*\/foo_\.\*\//);
  assert.equal(refusedCustomSettings(['my_*', 'foo']), null);
});

test('templates raise no false alarm, their structure is still checked', () => {
  const template = [
    'listen={{ vsftpd_listen }}',
    'pasv_address=${PASV_ADDRESS}',
    'pasv_min_port=@MIN_PORT@',
    'pasv_max_port=%%MAX_PORT%%',
    'local_umask=<%= @umask %>',
    '{% if tls %}',
    'ssl_enable=YES',
    '{% else %}',
    'ssl_enable=NO',
    '{% endif %}',
    '{{ ansible_managed | comment }}',
    '<% if @x -%>',
    'write_enable=YES',
    '<% end -%>',
    'write_enable=NO',
    '{{ name }}={{ value }}',
  ].join('\n');
  const found = checkConfig(readConfig(sourceFromText(`${template}\n`)), { build: 'any' });
  assert.deepEqual(
    found.filter((f) => f.severity !== 'hint' && f.severity !== 'information'),
    [],
  );
  assert.ok(codes('lisen={{ x }}\n').includes('0:unknown-setting'));
});

test('what only some builds refuse is a warning that names them', () => {
  const [found] = checkConfig(readConfig(sourceFromText('ssl_tlsv13=YES\n')), { build: 'any' }).filter(
    (finding) => finding.code === 'setting-of-other-build',
  );
  assert.equal(found?.severity, 'warning');
  assert.ok(found.builds?.includes('debian-12'));
  assert.ok(!found.builds?.includes('debian-13'));
});

test('hostile files neither throw nor flood', () => {
  let seed = 99;
  const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: random() % 200 }, () =>
      String.fromCharCode(
        [10, 13, 0, 35, 61, 32, 9, 0x2028, 0xd800, 0xe9, 0x7b, 0x25][random() % 12] ?? 65,
        97 + (random() % 26),
      ),
    ).join('');
    checkConfig(readConfig(sourceFromText(text)), { build: 'any' });
  }
  const many = checkConfig(readConfig(sourceFromText('x\n'.repeat(40_000))), { build: 'any' });
  assert.ok(many.length <= 2000);
});

/** The code under which a fault is shown for all builds at once. */
const faultOf = (code: string): string => RULES.find((rule) => rule.code === code)?.fault ?? code;

test('what builds take differently is one finding that says so', () => {
  const codesIn = (text: string): string[] =>
    checkConfig(readConfig(sourceFromText(text)), { build: 'any' }).map(
      ({ code, message }) => `${code}: ${message}`,
    );
  const address = codesIn('pasv_address=010.0.0.5\n').filter((text) => text.startsWith('pasv-address'));
  assert.equal(address.length, 1, address.join('\n'));
  assert.match(
    address[0] ?? '',
    /^pasv-address-surprise: .* 8\.0\.0\.5.*\(all builds but RHEL 9 and Fedora\)\. Not a valid .*\(RHEL 9 and Fedora\)\.$/,
  );
  const gap = codesIn('ssl_enable=YES\nssl_tlsv1=YES\n').filter((text) => text.startsWith('tls-version-gap'));
  assert.equal(gap.length, 1, gap.join('\n'));
  assert.match(gap[0] ?? '', /Milder on Debian 13/);
});

test('all builds at once say what each build says alone, and a rule runs once where they agree', () => {
  const text = 'tcp_wrappers=YES\nssl_tlsv11=YES\nanon_root= /srv\npasv_address=10.1\nuserlist_enable=NO\n';
  const together = checkConfig(readConfig(sourceFromText(text)), { build: 'any' });
  for (const { id } of BUILDS) {
    const alone = checkConfig(readConfig(sourceFromText(text)), { build: id });
    const joint = together.filter((finding) => finding.builds?.includes(id) ?? true);
    const own = joint
      .filter(({ code }) => code !== 'build-revealed')
      .map(({ code, range }) => ({ code, range }));
    assert.deepEqual(
      own,
      alone.map(({ code, range }) => ({ code: faultOf(code), range })),
      id,
    );
  }
  let runs = 0;
  const { checkDocument, ...page } = RULES[0] as Rule;
  assert.ok(checkDocument);
  const rule: Rule = {
    ...page,
    checkModel(model) {
      if (model.bool('listen') === true) runs++;
    },
  };
  checkConfig(readConfig(sourceFromText('listen=YES\n')), { build: 'any', rules: [rule] });
  assert.equal(runs, 1);
});

test('a byte order mark hides no setting that its line is meant to be', () => {
  const found = codes('\ufefflisten=YES\nlocal_enable=YES\n');
  assert.ok(found.includes('0:byte-order-mark'));
  assert.ok(!found.some((code) => code.endsWith(':no-listener')));
});
