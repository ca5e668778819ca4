import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { isBuildChoice, readConfig, sourceFromText } from '../../../core/config/index.js';
import { checkConfig } from '../../../core/rules/index.js';
import { IS_UPDATE } from '../../update.js';

/**
 * Small rebuilds of what public files and guides have, and the files that packages ship. Under each line stands what is
 * said about it; `<CR>` and `<BOM>` are bytes. `UPDATE=1 npm run test:unit rules` writes the findings anew.
 */
const FILE = 'test/fixtures/config/street.txt';

function judged(section: string): string {
  const [head = '', ...rest] = section.split('\n');
  const build = /\(([^()]+)\)$/.exec(head)?.[1] ?? '';
  assert.ok(isBuildChoice(build), head);
  const lines = rest.filter((line) => !line.startsWith('#= '));
  const text = lines.join('\n').replaceAll('<CR>', '\r').replaceAll('<BOM>', '\ufeff');
  const found = checkConfig(readConfig(sourceFromText(text)), { build });
  const said = lines.flatMap((line, i) => [
    line,
    ...found
      .filter(({ range }) => range.start.line === i)
      .map(({ severity, code, fixes }) =>
        [`#= ${severity} ${code}`, ...fixes.map(({ title }) => title)].join(' | '),
      ),
  ]);
  return [head, ...said].join('\n');
}

test('what is said about files as they are found', () => {
  const before = readFileSync(FILE, 'utf8');
  const sections = before.split(/^(?=== )/m);
  const after = sections.map(judged).join('');
  if (IS_UPDATE) writeFileSync(FILE, after);
  else assert.equal(after, before);
  assert.ok(sections.length >= 60);
});

test('stock files draw no warning', () => {
  const stock = readFileSync(FILE, 'utf8')
    .split(/^(?=== )/m)
    .filter((section) => section.startsWith('== stock of '));
  assert.ok(stock.length > 0);
  for (const section of stock) assert.doesNotMatch(judged(section), /^#= (?:error|warning)/m);
});
