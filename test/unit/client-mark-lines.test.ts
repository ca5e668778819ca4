import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMended, markedLines, placesOfLine } from '../../client/mark-lines.js';
import type { Finding } from '../../core/verdict/finding.js';

const finding: Finding = {
  id: 'PASV-ADDR-ZERO',
  severity: 'error',
  title: 'x',
  evidence: 'x',
  cause: 'server-config',
  fix: { text: 'x', config: { listen: 'YES', listen_ipv6: 'NO' }, commands: [] },
};

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

test('findings about the config get its lines, most telling first', () => {
  const lines = [
    { setting: 'listen_ipv6', line: 4, range },
    { setting: 'listen', line: 2, range },
    { setting: 'listen', line: 4, range },
  ];
  assert.deepEqual(
    markedLines([{ ...finding, lines }]).map((one) => one.lines),
    [[4, 2]],
  );
  // None of the settings stands in the file, or it is not known where.
  assert.deepEqual(
    markedLines([{ ...finding, lines: [] }, finding]).map((one) => one.lines),
    [[0], [0]],
  );
  const network: Finding = { ...finding, fix: { ...finding.fix, config: null } };
  assert.deepEqual(markedLines([network]), []);
});

const EDITS: readonly (readonly [string, Parameters<typeof placesOfLine>[1], readonly number[]])[] = [
  ['a line added above', [{ firstLine: 2, lastLine: 2, text: 'x\n' }], [6, 5]],
  ['two lines removed above', [{ firstLine: 1, lastLine: 3, text: '' }], [3, 5]],
  ['an edit below', [{ firstLine: 6, lastLine: 7, text: '' }], [5]],
  ['a letter in the line', [{ firstLine: 5, lastLine: 5, text: 'x' }], [5]],
  ['a line added right above', [{ firstLine: 5, lastLine: 5, text: 'x\n' }], [6, 5]],
  [
    'two edits at once',
    [
      { firstLine: 0, lastLine: 0, text: 'x\ny\n' },
      { firstLine: 3, lastLine: 4, text: '' },
    ],
    [6, 5],
  ],
];

for (const [name, edits, places] of EDITS) {
  test(`a marked line is looked for in its new place: ${name}`, () => {
    assert.deepEqual(placesOfLine(5, edits), places);
  });
}

test('a finding is mended once the file says what its fix would write', () => {
  assert.equal(isMended('listen=NO\nlisten_ipv6=NO\n', finding.fix), false);
  assert.equal(isMended('listen=YES\n', finding.fix), false);
  assert.equal(isMended('listen=YES\r\nlisten_ipv6=NO\r\n', finding.fix), true);
  assert.equal(isMended('listen=NO\nlisten=YES\nlisten_ipv6=NO', finding.fix), true);
  assert.equal(isMended('anything', { ...finding.fix, config: null }), false);
});
