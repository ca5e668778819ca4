import assert from 'node:assert/strict';
import test from 'node:test';
import type { TextEdit } from 'vscode-languageserver';
import { applyEdits, PatchedText } from '../../../server/edits.js';

function edit(start: number, end: number, newText: string, line = 0): TextEdit {
  return { range: { start: { line, character: start }, end: { line, character: end } }, newText };
}

test('edits refer to the text before the round', () => {
  assert.equal(applyEdits('abcdef', [edit(4, 5, ''), edit(0, 1, 'XYZ'), edit(2, 2, '-')]), 'XYZb-cdf');
});

test('of edits that overlap the first in the text wins', () => {
  assert.equal(applyEdits('abcdef', [edit(2, 4, 'x'), edit(0, 3, 'y')]), 'ydef');
});

test('lines end as the protocol says', () => {
  assert.equal(
    applyEdits('a\r\nb\rc\nd', [edit(0, 1, 'B', 1), edit(0, 1, 'C', 2), edit(0, 9, 'D', 3)]),
    'a\r\nB\rC\nD',
  );
});

test('several rounds become edits of the original text', () => {
  let state = 7;
  const pick = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let i = 0; i < 2000; i++) {
    const original = 'ab\ncd\nef\n'.slice(0, pick(10));
    const patched = new PatchedText(original);
    for (let round = pick(4); round >= 0; round--) {
      const lines = patched.text.split('\n');
      const line = pick(lines.length);
      const length = (lines[line] ?? '').length;
      const start = pick(length + 1);
      patched.apply([edit(start, start + pick(length - start + 1), ['', 'x', 'y\nz'][pick(3)] ?? '', line)]);
    }
    assert.equal(applyEdits(original, patched.edits()), patched.text);
  }
});

test('nothing changed, nothing to tell', () => {
  const patched = new PatchedText('listen=YES\n');
  assert.equal(patched.apply([edit(0, 6, 'listen')]), false);
  assert.equal(new PatchedText('x').edits().length, 0);
});
