import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { knows, settingNamed, SETTINGS, type Build, type Setting } from '../../core/config/index.js';
import { lastWords } from '../../core/verdict/words/last-words.js';
import { withDaemons } from './daemon-test.js';
import type { Daemon } from './daemons.js';
import { askParser, type Answer } from './parser-oracle.js';

withDaemons('the table of settings', (daemon) => {
  test('has exactly the names that the daemon takes', async () => {
    const names = [...new Set([...SETTINGS.map((setting) => setting.name), ...wordsIn(daemon)])];
    // 1 is a boolean, a number and a text.
    const answers = await askParser(
      daemon,
      names.map((name) => `${name}=1\n`),
      (i) => known(names[i] ?? '', daemon.build),
    );
    const taken = names.filter((_, i) => answers[i]?.verdict === 'accepts');
    const expected = names.filter((name) => known(name, daemon.build));
    assert.ok(names.length > SETTINGS.length + 100, 'no other words of the binary were tried');
    assert.deepEqual(taken.sort(), expected.sort());
  });

  test('has the type that the daemon reads', async () => {
    const settings = SETTINGS.filter((setting) => knows(daemon.build.id, setting));
    const empty = await askParser(
      daemon,
      settings.map((setting) => `${setting.name}=\n`),
    );
    const word = await askParser(
      daemon,
      settings.map((setting) => `${setting.name}=word\n`),
    );
    settings.forEach((setting, i) => {
      assert.equal(kindOf(empty[i], word[i]), kindIn(setting), setting.name);
    });
  });
});

withDaemons('the last words', (daemon) => {
  test('about a file, a user or a setting name the setting', () => {
    const binary = readFileSync(daemon.command.at(-1) ?? '', 'latin1');
    const said = [...binary.matchAll(/(?<=\0)[\w:]+(?: [\w:()'-]+){2,12} ?(?=\0)/g)].map(([words]) => words);
    const about = said.filter((words) => ABOUT_A_SETTING.test(words) && !/chroot\(\) list/.test(words));
    assert.ok(about.length > 12, about.join('|'));
    for (const words of about) assert.ok(lastWords(`OOPS: ${words}x`, 'greeting'), words);
  });
});

const ABOUT_A_SETTING =
  /^cannot (?:read|locate)|^failed to open (?:vsftpd|xferlog)|in config file|per-user|(?:given|specified) in '|^SSL: (?:cannot|could not) (?:load|set)/;

/** All words of the binary that could be a setting's name. */
function wordsIn(daemon: Daemon): string[] {
  const binary = readFileSync(daemon.command.at(-1) ?? '', 'latin1');
  return [...binary.matchAll(/(?<=\0)[a-z][a-z0-9_]{2,39}(?=\0)/g)].map(([word]) => word);
}

function known(name: string, build: Build): boolean {
  const setting = settingNamed(name);
  return setting !== undefined && knows(build.id, setting);
}

/** A text may be empty, a number may be any word, a boolean neither. */
function kindOf(empty: Answer | undefined, word: Answer | undefined): string {
  if (empty?.verdict === 'accepts') return 'text';
  return word?.verdict === 'accepts' ? 'number' : 'boolean';
}

function kindIn({ type }: Setting): string {
  return type === 'string' ? 'text' : type === 'bool' ? 'boolean' : 'number';
}
