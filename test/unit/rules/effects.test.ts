import assert from 'node:assert/strict';
import test from 'node:test';
import { RULES, rank } from '../../../core/rules/index.js';
import { EFFECTS } from './effects.js';

test('each rule has a row that says what the daemon does', () => {
  assert.deepEqual(Object.keys(EFFECTS).sort(), RULES.map(({ code }) => code).sort());
});

/** Milder than what the example shows: it depends on what the file does not tell, or another rule says it aloud. */
const MILDER: ReadonlySet<string> = new Set(['relative-path', 'crlf-reload']);

test('what refuses a file or ends every session is an error or a warning, and so is what denies a login', () => {
  for (const { code, severity } of RULES) {
    const [effect, , ...takes] = EFFECTS[code] ?? ['serves', 'source'];
    const isGrave = effect === 'refuses' || effect === 'ends' || takes.includes('login');
    if (isGrave && !MILDER.has(code)) assert.ok(rank(severity) >= rank('warning'), code);
    if (effect === 'serves' && severity === 'error') assert.ok(SEEN_ELSEWHERE.has(code), code);
  }
});

/** Errors that these sessions do not meet: they send no PASV, and no wrong password. */
const SEEN_ELSEWHERE: ReadonlySet<string> = new Set(['pasv-address-invalid']);
