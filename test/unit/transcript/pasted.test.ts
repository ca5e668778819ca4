import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { diagnoseTranscript } from '../../../core/verdict/index.js';

const FOLDER = 'test/fixtures/pasted';
/**
 * `#### what it is: IDS`, then a text: what is said first above information; `-`: nothing. After `~`: what is near
 * enough; where silence is, so is a finding that quotes what failed and names no cause.
 */
const HEAD = /^#### (.+): ([-A-Z0-9|]+)(?: ~ ([-A-Z0-9|]+))?$/;

for (const file of readdirSync(FOLDER))
  for (const piece of readFileSync(path.join(FOLDER, file), 'utf8').split(/^(?=#### )/m)) {
    const [head = '', ...lines] = piece.split('\n');
    const [, name = head, right = '', near] = HEAD.exec(head) ?? [];
    test(`pasted in ${file}: ${name}`, () => {
      const { findings } = diagnoseTranscript(lines.join('\n'));
      const told = findings.find(({ severity }) => severity !== 'information')?.id ?? '-';
      const isRight = right.split('|').includes(told);
      const isNear = near?.split('|').includes(told === 'CTL-NO-LISTING' ? '-' : told);
      assert.ok(isRight || isNear, `${told} instead of ${right}`);
    });
  }
