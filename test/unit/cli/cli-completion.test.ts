import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { runCommand } from '../../../cli/commands.js';
import { COMMAND_WORDS } from '../../../cli/options/all.js';
import { helpOf, wrapped } from '../../../cli/options/words.js';
import { memoryIo } from './cli-io.js';

async function run(
  args: readonly string[],
  columns?: number,
): Promise<{ status: number; out: string; err: string }> {
  const { io, out, err } = memoryIo();
  const more = columns === undefined ? {} : { columns };
  const status = await runCommand(args, { ...io, ...more }, new AbortController().signal);
  return { status, out: out(), err: err() };
}

/** What a shell prints; undefined, and a skipped test, where it is not installed. */
function shell(t: TestContext, program: string, args: readonly string[], input?: string): string | undefined {
  const { error, status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8' });
  if (error) {
    t.skip(`${program} is not installed`);
    return undefined;
  }
  assert.equal(status, 0, stderr);
  return stdout;
}

test('bash completes commands, options and values', async (t) => {
  const { out: script } = await run(['completion', 'bash']);
  const complete = (...words: string[]): readonly string[] | undefined =>
    shell(t, 'bash', [
      '-c',
      `${script}\nCOMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _vsftpd_lens; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'x',
      ...words,
    ])
      ?.split('\n')
      .filter((word) => word !== '');
  const commands = complete('vsftpd-lens', '');
  if (!commands) return;
  assert.deepEqual(commands, [...COMMAND_WORDS.map(({ name }) => name), '--help', '--version']);
  assert.deepEqual(complete('vsftpd-lens', 'de'), ['decode']);
  assert.deepEqual(complete('vsftpd-lens', 'check', '--fix'), ['--fix']);
  assert.deepEqual(complete('vsftpd-lens', 'check', '--build', 'el'), ['el8', 'el9']);
  assert.deepEqual(complete('vsftpd-lens', 'check', '--format', '=', 'ju'), ['junit']);
  assert.deepEqual(complete('vsftpd-lens', 'completion', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(complete('vsftpd-lens', 'check', '--config', ''), [], 'names of files are for readline');
});

test('zsh and fish take their scripts', async (t) => {
  await t.test('zsh', async (t) => {
    shell(t, 'zsh', ['-n'], (await run(['completion', 'zsh'])).out);
  });
  await t.test('fish', async (t) => {
    const { out } = await run(['completion', 'fish']);
    const words = shell(t, 'fish', ['-N', '-c', `${out}\ncomplete -C 'vsftpd-lens check --build el'`]);
    const found = words
      ?.trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    if (found) assert.deepEqual(found, ['el8', 'el9']);
  });
});

test('other shells are refused', async () => {
  for (const args of [[], ['tcsh'], ['bash', 'zsh']]) {
    const { status, out } = await run(['completion', ...args]);
    assert.deepEqual([status, out], [2, '']);
  }
});

test('help fits the terminal, and each option is there', async () => {
  for (const columns of [40, 80, 200]) {
    const { out } = await run(['--help'], columns);
    const longest = Math.max(...wrapped(out.replaceAll('\n', ' '), 1).map(({ length }) => length));
    for (const line of out.split('\n'))
      assert.ok(line.length <= Math.max(columns, longest + 24), `${columns}: ${line}`);
    for (const { options } of COMMAND_WORDS)
      for (const name of Object.keys(options)) assert.ok(out.includes(`--${name}`), name);
  }
  const [check] = COMMAND_WORDS;
  assert.ok(check);
  for (const line of helpOf(check, 60).split('\n').slice(1)) assert.ok(line.length <= 60, line);
});

test('the manual has every option, and groff has nothing to say about it', (t) => {
  const page = readFileSync('docs/vsftpd-lens.1', 'utf8');
  for (const { options } of COMMAND_WORDS)
    for (const name of Object.keys(options))
      assert.ok(page.includes(`\\-\\-${name.replaceAll('-', '\\-')}`), name);
  const { error, stderr } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-z'], {
    input: page,
    encoding: 'utf8',
  });
  if (error) t.skip('groff is not installed');
  else assert.equal(stderr, '');
});
