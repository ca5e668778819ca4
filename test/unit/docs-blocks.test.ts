// Every block of code in the handwritten pages is read by a tool here, run elsewhere, or marked as not run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { parse } from 'yaml';
import { COMMAND_WORDS } from '../../cli/options/all.js';

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'packaging/README.md'],
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** Why it is not run. */
  readonly mark: string | undefined;
}

const BLOCKS: readonly Block[] = PAGES.flatMap((page) =>
  [
    ...readFileSync(page, 'utf8').matchAll(
      /(?:^ *<!-- not run: ([^\n]*) -->\n\n)?^( *)```(\w*)\n([^]*?)^ *```$/gm,
    ),
  ].map(([, mark, indent = '', language = '', text = '']) => ({
    page,
    mark,
    language,
    text: text.replace(new RegExp(`^${indent}`, 'gm'), ''),
  })),
);

function bash(input: string): void {
  const { error, stderr } = spawnSync('bash', ['-n'], { input, encoding: 'utf8' });
  if (!error) assert.equal(stderr, '', input);
}

/** What reads a block of that language; a sentence where another test runs it. */
const READERS: Readonly<Record<string, string | ((text: string) => void)>> = {
  '': 'drawings, and what a program prints',
  json: (text) => void JSON.parse(text),
  yaml: (text) => {
    assert.ok(parse(text), text);
  },
  sh: bash,
  js: (text) => void transformSync(text, { format: 'esm' }),
  ts: (text) => void transformSync(text, { loader: 'ts', format: 'esm' }),
  vsftpd: 'docs.test.ts checks what the pages recommend',
  ini: 'package/tools.long.test.ts: systemd-analyze',
  puppet: 'package/tools.long.test.ts: puppet apply',
  lua: 'package/tools.long.test.ts: Neovim loads it',
};

test('every block is read by its tool or marked', () => {
  assert.ok(BLOCKS.length > 30);
  for (const { page, language, text, mark } of BLOCKS) {
    const reader = READERS[language];
    assert.ok(reader !== undefined || mark !== undefined, `${page}: nothing reads ${language}`);
    if (typeof reader === 'function') reader(text);
  }
});

test('no more blocks are marked as not run than these', () => {
  const counts: Record<string, number> = {};
  for (const { page, mark } of BLOCKS) {
    if (mark === undefined) continue;
    assert.ok(mark.length > 20, `${page}: a reason`);
    counts[page] = (counts[page] ?? 0) + 1;
  }
  assert.deepEqual(counts, { 'docs/editors.md': 8 });
  const marks = PAGES.flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/<!-- not run/g)]);
  assert.equal(marks.length, 8, 'a mark stands right above its block');
});

test('every command of the pages has options that there are', () => {
  const lines = BLOCKS.flatMap(({ text }) => text.split('\n')).filter((line) =>
    /vsftpd-lens (?:check|probe|decode|firewall|completion) /.test(line),
  );
  assert.ok(lines.length >= 16, String(lines.length));
  for (const line of lines) {
    const [, name, rest = ''] = /vsftpd-lens (\w+) (.*)/.exec(line) ?? [];
    const command = COMMAND_WORDS.find((one) => one.name === name);
    for (const [, option = ''] of rest.matchAll(/--([a-z-]+)/g))
      assert.ok(option in (command?.options ?? {}), `${line}: --${option}`);
  }
});
