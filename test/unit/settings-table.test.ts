import assert from 'node:assert/strict';
import test from 'node:test';
import {
  BUILD_IDS,
  ConfigModel,
  build,
  defaultOf,
  knows,
  parseBool,
  parseNumber,
  readConfig,
  settingNamed,
  SETTINGS,
  sourceFromText,
  type Setting,
} from '../../core/config/index.js';

function each(check: (setting: Setting) => void): () => void {
  return () => {
    for (const setting of SETTINGS) check(setting);
  };
}

test('names are sorted, unique and shaped like names', () => {
  const names = SETTINGS.map((setting) => setting.name);
  assert.deepEqual(names, [...new Set(names)].sort());
  for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/);
});

test(
  'a number says what it counts, a text what it names, a boolean nothing',
  each(({ name, type, unit }) => {
    const units = {
      octal: ['umask', 'mode'],
      number: ['seconds', 'bytes', 'bytes-per-second', 'port', 'count'],
    };
    if (type === 'bool') assert.equal(unit, undefined, name);
    else if (type === 'string') assert.ok(unit && ![...units.octal, ...units.number].includes(unit), name);
    else assert.ok(unit && units[type].includes(unit), name);
  }),
);

test(
  'every default is a value of its type, on every build',
  each((setting) => {
    for (const id of BUILD_IDS) {
      const value = defaultOf(setting, id);
      const where = `${setting.name} on ${id}: ${value}`;
      if (setting.type === 'bool') assert.ok(value !== null && parseBool(value) !== undefined, where);
      else if (setting.type === 'string') assert.notEqual(value, '', where);
      else {
        assert.ok(value !== null && parseNumber(value).used === value.length, where);
        if (setting.type === 'octal') assert.match(value, /^0[0-7]+$/, where);
        else assert.equal(parseNumber(value).base === 10 || value === '0', true, where);
      }
    }
  }),
);

test(
  'builds and own defaults are told apart from the rest',
  each((setting) => {
    const { name, builds, defaults } = setting;
    assert.ok(
      builds === undefined || builds.length < BUILD_IDS.length,
      `${name}: all builds are the default`,
    );
    assert.deepEqual(builds, builds && [...new Set(builds)], name);
    for (const [id, value] of Object.entries(defaults ?? {})) {
      assert.notEqual(value, setting.default, `${name} on ${id} repeats the default`);
      const own = BUILD_IDS.find((other) => other === id);
      assert.ok(own && knows(own, setting), `${name} has a default on ${id}, which does not know it`);
    }
  }),
);

test(
  'what a setting needs exists wherever the setting does',
  each((setting) => {
    for (const term of (setting.needs ?? []).flat()) {
      const needed = settingNamed(term.replace(/^!/, ''));
      assert.ok(needed, `${setting.name} needs ${term}`);
      assert.notEqual(needed.name, setting.name);
      for (const id of BUILD_IDS) {
        if (knows(id, setting)) assert.ok(knows(id, needed), `${setting.name} needs ${term} on ${id}`);
      }
    }
    assert.notEqual(setting.needs?.length, 0, `${setting.name}: nothing needed is no list`);
  }),
);

test('no need contradicts itself or is asked for twice', () => {
  for (const { name, needs } of SETTINGS) {
    for (const terms of needs ?? []) {
      const names = terms.map((term) => term.replace(/^!/, ''));
      assert.equal(new Set(names).size, names.length, name);
    }
    const alternatives = (needs ?? []).map((terms) => [...terms].sort().join());
    assert.equal(new Set(alternatives).size, alternatives.length, name);
  }
});

/** Whether a setting has an effect beside some lines of a file; judged for Debian 12. */
function takesEffect(name: string, text: string): boolean | undefined {
  const model = new ConfigModel(readConfig(sourceFromText(text)), build('debian-12'));
  const needs = settingNamed(name)?.needs;
  return needs === undefined || needs.some((terms) => terms.every((term) => model.holds(term) === true));
}

const EFFECTS: [name: string, file: string, effect: boolean][] = [
  ['userlist_enable', 'local_enable=YES\n', true],
  // The list is not read, so "only the listed" lets no one in.
  ['userlist_enable', 'local_enable=NO\nuserlist_deny=NO\n', true],
  ['userlist_enable', 'local_enable=NO\n', false],
  ['local_umask', 'local_enable=YES\nwrite_enable=YES\n', true],
  // Virtual users have the umask of anonymous ones.
  ['local_umask', 'local_enable=YES\nwrite_enable=YES\nguest_enable=YES\n', false],
  [
    'local_umask',
    'local_enable=YES\nwrite_enable=YES\nguest_enable=YES\nvirtual_use_local_privs=YES\n',
    true,
  ],
  ['anon_umask', 'anonymous_enable=NO\nwrite_enable=YES\nguest_enable=YES\n', true],
  ['anon_umask', 'anonymous_enable=NO\nwrite_enable=YES\n', false],
  ['chown_uploads', 'write_enable=YES\nanon_upload_enable=YES\n', true],
  ['chown_uploads', 'write_enable=YES\nanon_other_write_enable=YES\n', true],
  ['chown_uploads', 'write_enable=YES\n', false],
  ['allow_writeable_chroot', 'guest_enable=YES\n', true],
  ['allow_writeable_chroot', 'local_enable=YES\n', false],
  // The name is resolved at start, passive mode or not.
  ['pasv_addr_resolve', 'pasv_enable=NO\npasv_address=ftp.example.org\n', true],
  ['pasv_addr_resolve', '', false],
  ['log_ftp_protocol', 'xferlog_enable=YES\nxferlog_std_format=YES\n', false],
  ['log_ftp_protocol', 'syslog_enable=YES\n', true],
  ['xferlog_file', 'xferlog_enable=YES\n', false],
  ['xferlog_file', 'dual_log_enable=YES\n', true],
  ['vsftpd_log_file', 'dual_log_enable=YES\nsyslog_enable=YES\n', false],
  ['force_local_data_ssl', 'ssl_enable=YES\nlocal_enable=YES\nguest_enable=YES\n', false],
  ['force_anon_data_ssl', 'ssl_enable=YES\nanonymous_enable=NO\nguest_enable=YES\n', true],
  ['banner_file', '', true],
];

for (const [name, file, effect] of EFFECTS) {
  test(`${name} ${effect ? 'has an' : 'has no'} effect beside ${JSON.stringify(file)}`, () => {
    assert.equal(takesEffect(name, file), effect);
  });
}

/** Settings that the daemon still reads after a per-user file: measured, or read in twoprocess.c and postlogin.c. */
const READ_AFTER_LOGIN = [
  'local_root',
  'write_enable',
  'guest_enable',
  'passwd_chroot_enable',
  'seccomp_sandbox',
  'nopriv_user',
  'secure_chroot_dir',
  'setproctitle_enable',
  'ssl_enable',
  'syslog_enable',
  'allow_writeable_chroot',
  'pasv_address',
  'cmds_allowed',
  'force_local_data_ssl',
  'isolate_network',
];
const READ_BEFORE_LOGIN = [
  'chroot_local_user',
  'chroot_list_enable',
  'listen_port',
  'local_enable',
  'max_clients',
  'pam_service_name',
  'ftpd_banner',
  'userlist_enable',
  'chown_username',
  'xferlog_std_format',
  'pasv_addr_resolve',
  'ssl_ciphers',
  'xferlog_file',
  'debug_ssl',
];

test('a per-user file changes what is read after the login, and only that', () => {
  for (const name of READ_AFTER_LOGIN) assert.equal(settingNamed(name)?.perUser, undefined, name);
  for (const name of READ_BEFORE_LOGIN) assert.equal(settingNamed(name)?.perUser, false, name);
});

test(
  'texts are short, whole sentences about settings that exist',
  each(({ name, doc, trap }) => {
    for (const text of trap === undefined ? [doc] : [doc, trap]) {
      assert.ok(text.length >= 15 && text.length <= 500, `${name}: ${text.length} characters`);
      assert.match(text, /^(?:["`~A-Z0-9])/, name);
      assert.match(text, /(?:[.!]|`|\))$/, name);
      assert.doesNotMatch(text, / {2}|\n|\t/, name);
      assert.equal((text.match(/`/g)?.length ?? 0) % 2, 0, `${name}: a backtick too many`);
      assert.doesNotMatch(
        text,
        /\b(?:powerful|seamless|robust|simply|easily|just works|blazing|leverage)\b/i,
        name,
      );
      for (const [, word = ''] of text.matchAll(/`([a-z]+(?:_[a-z0-9]+)+)(?:=[^`]*)?`/g)) {
        const isSetting = settingNamed(word) !== undefined;
        assert.ok(isSetting || word === 'anon_' || word === 'unrecognized_name', `${name} speaks of ${word}`);
      }
    }
  }),
);

test(
  'a boolean says what YES or NO does',
  each(({ name, type, doc }) => {
    if (type === 'bool' && name !== 'sandbox') assert.match(doc, /\b(?:YES|NO)\b/, name);
  }),
);

test('no two settings share a text', () => {
  // The TLS switches have two names each.
  const texts = SETTINGS.filter(({ name }) => !name.startsWith('ssl_tlsv1_')).map(({ doc }) => doc);
  assert.deepEqual(texts, [...new Set(texts)]);
});
