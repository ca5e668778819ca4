import assert from 'node:assert/strict';
import test from 'node:test';
import {
  atHandAmong,
  build,
  daemonVerdict,
  isConfigPath,
  readConfig,
  sourceFromText,
  type BuildChoice,
} from '../../../core/config/index.js';
import { checkConfig, rank, type RuleFinding } from '../../../core/rules/index.js';

/** Kinds of public files that were judged wrongly once. */

interface Place {
  readonly choice?: BuildChoice;
  readonly path?: string;
  readonly files?: Readonly<Record<string, string>>;
}

function found(text: string, { choice = 'debian-12', path = '', files = {} }: Place = {}): RuleFinding[] {
  const document = readConfig(sourceFromText(text), 'main', path);
  return checkConfig(document, { build: choice, path, atHand: atHandAmong(files) });
}

function loud(text: string, place?: Place): string[] {
  return found(text, place)
    .filter(({ severity }) => rank(severity) >= rank('warning'))
    .map(({ code }) => code);
}

const TLS = 'ssl_enable=YES\r\nrsa_cert_file={{ cert }}\r\nssl_ciphers=HIGH\r\n';

test('Jinja ends the lines of a template with CRLF by LF: no value has a CR', () => {
  const text = `listen=YES\r\nanonymous_enable=NO\r\nlocal_enable=YES\r\n${TLS}`;
  for (const choice of ['any', 'alpine', 'upstream-3.0.3'] as const)
    assert.deepEqual(loud(text, { choice, path: 'templates/vsftpd.conf.j2' }), []);
  const document = readConfig(sourceFromText(text), 'main', 'vsftpd.conf.j2');
  assert.equal(daemonVerdict(document, build('debian-12')).verdict, 'refuses', 'the bytes as they stand');
});

test('a value that is its setting in capitals is filled in by a start script', () => {
  const text =
    'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\npasv_address=PASV_ADDRESS\npasv_min_port=FTP_PASV_MIN_PORT\npasv_max_port=PASV_MAX_PORT\n';
  assert.deepEqual(loud(text), []);
  assert.deepEqual(loud(text.replace('=PASV_ADDRESS', '=YOUR_PUBLIC_IP')), ['pasv-address-invalid']);
});

test('lines that a script adds at every start are told a few times, not hundreds of times', () => {
  const text = `local_umask=077\n${'local_umask=022\nxferlog_std_format=NO\n'.repeat(300)}`;
  const twice = found(text).filter(({ code }) => code === 'duplicate-setting');
  assert.equal(twice.length, 6);
  assert.match(twice[0]?.message ?? '', /last line wins/);
  assert.match(twice.at(-1)?.message ?? '', /on 296 more lines|on 297 more lines/);
});

test('a list that a template writes has unknown names', () => {
  const text =
    'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\nuserlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/etc/vsftpd.users\n';
  const judged = (list: string): string[] => loud(text, { files: { '/etc/vsftpd.users': list } });
  assert.deepEqual(judged('{{ ftp_user }}\n'), []);
  assert.deepEqual(judged('joe \n'), ['list-line-unmatched']);
});

test('files of other programs about vsftpd are none of its configs', () => {
  const upstart = 'description "vsftpd"\nstart on runlevel [2345]\nexec /usr/sbin/vsftpd\n';
  for (const path of [
    '/r/etc/init/vsftpd.conf',
    '/r/etc/rsyslog.d/vsftpd.conf',
    '/r/etc/tmpfiles.d/vsftpd.conf',
    '/r/etc/fail2ban/filter.d/vsftpd.conf',
    '/r/etc/supervisor/conf.d/vsftpd.conf',
    '/r/vsftpd/supervisord.conf',
    '/r/vsftpd/super-vsftpd.conf',
    '/r/vsftpd/logrotate.conf',
    '/r/vsftpd.conf.5',
  ]) {
    assert.equal(isConfigPath(path), false, path);
    assert.deepEqual(found(upstart, { path }), [], path);
  }
  for (const path of [
    '/r/etc/vsftpd.conf',
    '/r/init/vsftpd.conf',
    '/r/vsftpd/ftps.conf',
    '/r/conf.d/vsftpd.conf',
  ])
    assert.equal(isConfigPath(path), true, path);
});

test('where guests write by the switches of anonymous users, the fix keeps their writing', () => {
  const text =
    'anonymous_enable=YES\nlocal_enable=YES\nwrite_enable=YES\nguest_enable=YES\nguest_username=virtual\nanon_upload_enable=YES\n';
  const [finding] = found(text).filter(({ code }) => code === 'anonymous-write');
  assert.deepEqual(
    finding?.fixes.map(({ title }) => title),
    ['Set anonymous_enable=NO'],
  );
});

test('a bracketed address, a mode that no one can read, a name in angle brackets', () => {
  const start = 'anonymous_enable=NO\nlocal_enable=YES\n';
  assert.deepEqual(loud(`listen_ipv6=YES\nlisten_address6=[::1]\n${start}`), ['bad-listen-address']);
  assert.deepEqual(loud(`listen_ipv6=YES\nlisten_address6=::1\n${start}`), []);
  const write = `listen=YES\n${start}write_enable=YES\nlocal_umask=022\n`;
  assert.deepEqual(loud(`${write}file_open_mode=0000\n`), ['umask-owner']);
  for (const mode of ['0444', '0600', '0666']) assert.deepEqual(loud(`${write}file_open_mode=${mode}\n`), []);
  const jail = `listen=YES\n${start}chroot_local_user=YES\nallow_writeable_chroot=YES\n`;
  assert.deepEqual(loud(`${jail}local_root=/home/<user>\n`), ['user-token-literal']);
});

test('one list of commands is one finding, and one fix', () => {
  const list = 'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\ncmds_allowed=';
  for (const [words, code, title] of [
    ['user,pass,quit,list,pasv', 'cmds-case', 'Change to upper case'],
    ['USER, PASS, QUIT, LIST, PASV', 'cmds-blank', 'Remove the spaces'],
  ] as const) {
    const [finding, ...others] = found(`${list}${words}\n`).filter((one) => one.code === code);
    assert.deepEqual(others, []);
    assert.match(finding?.message ?? '', /"(?:user|PASS)", "(?:pass|QUIT)" and [23] more/);
    assert.deepEqual(
      finding?.fixes.map((fix) => [fix.title, fix.edits.length]),
      [[title, words.split(',').length - (code === 'cmds-case' ? 0 : 1)]],
    );
  }
});

test('CRLF is one finding, not one per line, for whatever build', () => {
  const text =
    'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\nlocal_root=/srv\npasv_address=198.18.7.9\n';
  for (const choice of ['any', 'upstream-3.0.5', 'debian-12'] as const) {
    const codes = found(text.replaceAll('\n', '\r\n'), { choice }).map(({ code }) => code);
    assert.equal(codes.filter((code) => code === 'carriage-return').length, 1);
    assert.ok(!codes.includes('blank-in-text') && !codes.includes('pasv-address-surprise'), codes.join());
  }
});

const START = 'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\n';

test('templates of further languages have no errors', () => {
  for (const [path, text] of [
    [
      'vsftpd.conf.erb',
      `${START}<%\n  if node['platform_family'] == 'rhel'\n%>\nreverse_lookup_enable=NO\n<% end %>\n`,
    ],
    ['vsftpd.conf.mako', `${START}% if tls:\nssl_enable=YES\nrsa_cert_file=\${cert}\n% endif\n`],
    [
      'vsftpd.conf.tpl',
      `${START}<?php foreach ($a as $k => $v): ?>\n<?= $k ?>=<?= $v ?>\n<?php endforeach; ?>\n`,
    ],
    [
      'vsftpd.conf',
      `${START}pasv_address=$PASV_ADDRESS\npasv_min_port=$PASV_MIN_PORT\nwrite_enable=$WRITE\n`,
    ],
    ['vsftpd.conf', `${START}pasv_address={PASV_ADDRESS}\nwrite_enable={WRITE}\n`],
    ['vsftpd.conf', `${START}pasv_address=[[PASV_ADDRESS]]\nwrite_enable=#{write}\n`],
    ['vsftpd.conf', `${START}pasv_address=$PASV_ADDRESS\n`],
  ] as const)
    assert.deepEqual(loud(text, { path }), [], text);
  assert.deepEqual(loud(`${START}write_enable=$WRITE\n`), ['bad-boolean']);
});

test('a file of another program is known by its sections, where no line is a setting', () => {
  for (const text of [
    '[req]\ndistinguished_name = req_dn\n[req_dn]\nCN = ftp.example.org\n',
    '[program:vsftpd]\ncommand=/usr/sbin/vsftpd\n',
    'server {\n  listen 21;\n}\n',
    '<VirtualHost *:80>\nServerName x\n</VirtualHost>\n',
  ])
    assert.deepEqual(found(text, { path: 'vsftpd-ssl.conf' }), [], text);
  assert.ok(loud('[server]\nlisten=YES\nlocal_enable=YES\n').includes('missing-equals'));
});

/** The file after the first fix of a code. */
function mended(text: string, code: string): string {
  const [fix] = found(text).find((one) => one.code === code)?.fixes ?? [];
  assert.ok(fix, `${code}: ${text}`);
  const source = sourceFromText(text);
  const at = (position: { line: number; character: number }): number => source.byteAt(position);
  let bytes = Buffer.from(text).toString('latin1');
  for (const { range, newText } of [...fix.edits].sort((a, b) => at(b.range.start) - at(a.range.start)))
    bytes =
      bytes.slice(0, at(range.start)) + Buffer.from(newText).toString('latin1') + bytes.slice(at(range.end));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

test('two settings of a line are both kept, and nothing that stood between them', () => {
  const apart = `${START}write_enable=YES\nlocal_umask=022\n`;
  for (const between of [' && ', ' | ', ' / ', ' <br> ', ' and ', '\\n', '', '\u00a0', ' - '])
    assert.equal(
      mended(`${START}write_enable=YES${between}local_umask=022\n`, 'two-settings'),
      apart,
      between,
    );
  assert.equal(
    mended(`${START}write_enable=YES # comment local_umask=022\n`, 'inline-comment'),
    `${START}# comment local_umask=022\nwrite_enable=YES\n`,
  );
  assert.deepEqual(loud(`${START}local_root=/srv/write_enable=YES\n`), []);
});

test('what stands around a setting goes away with it', () => {
  for (const [line, code] of [
    ['- "write_enable=YES"', 'unknown-setting'],
    ['[write_enable=YES]', 'unknown-setting'],
    ['**write_enable=YES**', 'unknown-setting'],
    ['<code>write_enable=YES</code>', 'unknown-setting'],
    ['export write_enable=YES', 'unknown-setting'],
    ['1. write_enable=YES', 'unknown-setting'],
    ['\u201cwrite_enable=YES\u201d', 'odd-character'],
    ['write_enable=\u201cYES\u201d', 'bad-boolean'],
    ['write_enable=YES.', 'bad-boolean'],
    ['write_enable: YES', 'missing-equals'],
    ['"write_enable": "YES",', 'missing-equals'],
  ] as const)
    assert.equal(mended(`${START}${line}\n`, code), `${START}write_enable=YES\n`, line);
  assert.equal(
    mended(`${START}local_root=\u201c/srv/ftp\u201d\n`, 'quoted-text'),
    `${START}local_root=/srv/ftp\n`,
  );
});

test('a line of a list with a comma, quotes or UTF-16 is no name', () => {
  const text = `${START}userlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/etc/users\n`;
  for (const list of ['joe,ann\n', '"joe"\n', 'joe;\n', '\0j\0o\0e\0\n'])
    assert.deepEqual(loud(text, { files: { '/etc/users': list } }), ['list-line-unmatched'], list);
});

test('certificates in another form, and one that is known to have no key', () => {
  const tls = `${START}ssl_enable=YES\nrsa_cert_file=`;
  for (const file of ['/etc/ssl/ftp.csr', '/etc/ssl/ftp.p12', '/etc/pki/tls/certs/localhost.crt'])
    assert.deepEqual(loud(`${tls}${file}\n`), ['tls-certificate-kind'], file);
  assert.deepEqual(loud(`${tls}/etc/ssl/private/ftp.pem\n`), []);
});

test("a user's file is not told to look a name up", () => {
  const document = readConfig(sourceFromText('pasv_address=ftp.example.org\n'), 'per-user');
  const [finding] = checkConfig(document, { build: 'debian-12' });
  assert.equal(finding?.code, 'pasv-address-invalid');
  assert.deepEqual(finding.fixes, []);
});
