// A check with the memory of the check before says the same as one without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  atHandAmong,
  readConfig,
  SETTINGS,
  sourceFromText,
  type BuildChoice,
  type ConfigDocument,
} from '../../../core/config/index.js';
import { checkConfig, CheckMemory, RULES, type Rule } from '../../../core/rules/index.js';
import { Random } from '../../oracle/random.js';

const FILES = [
  'tls-version-gap.any.conf',
  'umask-owner.conf',
  'no-effect.conf',
  'userlist-allow-list.conf',
].map((name) => readFileSync(`test/fixtures/rules/${name}`, 'utf8'));
const PIECES = [
  ...['\n', '#', ' ', '=', 'YES', 'NO', '\r\n', 'x', '21', '{{ a }}', '/etc/x', '\0', ','],
  ...SETTINGS.slice(0, 60).map(({ name }) => `\n${name}=`),
  ...[
    '\nlisten=YES',
    '\nanonymous_enable=NO',
    '\nssl_enable=YES',
    '\npasv_min_port=4000',
    '\nlocal_umask=77',
  ],
];

function read(text: string): ConfigDocument {
  return readConfig(sourceFromText(text));
}

function edited(text: string, random: Random): string {
  const from = random.between(0, text.length);
  const to = random.chance(0.4) ? Math.min(text.length, from + random.between(0, 40)) : from;
  return text.slice(0, from) + random.word(PIECES, random.between(0, 3)) + text.slice(to);
}

/** Files that rules look into, as another program may change them meanwhile. */
const BESIDE = [
  '/etc/pam.d/vsftpd',
  '/etc/vsftpd.user_list',
  '/etc/vsftpd.chroot_list',
  '/etc/xinetd.d/vsftpd',
];
const TEXTS = [
  '',
  'root\n',
  'auth required pam_deny.so\n',
  'auth required pam_unix.so\n',
  'server = vsftpd\n',
];

test('after any edits it says what a check without a memory says', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = new Random(seed);
    const memory = new CheckMemory();
    let text = random.pick(FILES);
    const files: Record<string, string> = {};
    for (let edit = 0; edit < 30; edit++) {
      text = edited(text, random);
      const build: BuildChoice = random.chance(0.9) ? 'any' : 'debian-12';
      if (random.chance(0.3)) files[random.pick(BESIDE)] = random.pick(TEXTS);
      const atHand = atHandAmong(files);
      const document = read(text);
      assert.deepEqual(
        checkConfig(document, { build, atHand, memory }),
        checkConfig(document, { build, atHand }),
        `seed ${seed}, edit ${edit}`,
      );
    }
  }
});

test('an edit asks the rules that it touches, and no others', () => {
  const asked: string[] = [];
  const rules = RULES.map((rule): Rule => {
    const { checkModel } = rule;
    if (!checkModel) return rule;
    return {
      ...rule,
      checkModel(model, report, atHand) {
        asked.push(rule.code);
        checkModel(model, report, atHand);
      },
    };
  });
  const memory = new CheckMemory();
  const check = (text: string): number => {
    asked.length = 0;
    checkConfig(read(text), { build: 'any', memory, rules });
    return asked.length;
  };
  const all = check('listen=YES\n# a\nlocal_umask=022\n');
  assert.ok(check('listen=YES\n# ab\nlocal_umask=022\n') < all / 10, 'a comment');
  assert.ok(!asked.includes('umask-owner'));
  assert.ok(check('listen=YES\n# ab\nlocal_umask=077\n') < all / 3, 'a value');
  assert.ok(asked.includes('umask-owner'));
});
