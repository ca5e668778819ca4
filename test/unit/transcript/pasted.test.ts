import assert from 'node:assert/strict';
import test from 'node:test';
import { isRight, pastedTexts, toldFirst } from './pasted-texts.js';

for (const text of pastedTexts())
  test(`pasted in ${text.file}: ${text.name}`, () => {
    const told = toldFirst(text.lines);
    assert.ok(isRight(text, told), `${told} instead of ${text.right.join('|')}`);
  });
