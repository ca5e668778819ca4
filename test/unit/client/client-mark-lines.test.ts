import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMended, linesInFile, markedLines, placesOfLine } from '../../../client/config/mark-lines.js';
import { readConfig, sourceFromText } from '../../../core/config/index.js';
import type { Finding, SettingPlace } from '../../../core/verdict/finding.js';

const finding: Finding = {
  id: 'PASV-ADDR-ZERO',
  severity: 'error',
  title: 'x',
  evidence: 'x',
  cause: 'server-config',
  fix: { text: 'x', config: { listen: 'YES', listen_ipv6: 'NO' }, commands: [] },
};

const placed = (setting: string, line: number): SettingPlace => ({
  setting,
  line,
  range: { start: { line, character: 0 }, end: { line, character: 1 } },
});

test('findings about the config get its lines, most telling first', () => {
  const lines = [placed('listen_ipv6', 4), placed('listen', 2), placed('listen', 4)];
  const linesOf = (found: Finding, text: string): (readonly number[])[] =>
    markedLines([found], readConfig(sourceFromText(text))).map((one) => one.lines);
  const text = '# head\n#\nlisten=NO\n#\nlisten_ipv6=YES\n';
  assert.deepEqual(linesOf({ ...finding, lines }, text), [[4, 2]]);
  // None of its settings stands in the file: the line of a related one, the first setting, the top.
  assert.deepEqual(linesOf({ ...finding, lines: [] }, '# head\nlocal_enable=YES\n'), [[1]]);
  assert.deepEqual(linesOf(finding, ''), [[0]]);
  // Its cause is elsewhere, though a line has to do with it.
  const firewall: Finding = { ...finding, cause: 'server-firewall', fix: { ...finding.fix, config: null } };
  assert.deepEqual(linesOf({ ...firewall, lines }, text), []);
  assert.deepEqual(linesOf({ ...firewall, cause: 'tls', lines }, text), [[4, 2]]);
  assert.deepEqual(linesOf({ ...firewall, cause: 'tls' }, text), []);
});

test('findings about a firewall file get its lines there', () => {
  const { range } = placed('x', 0);
  const files = [
    { path: 'compose.yaml', line: 5, range },
    { path: 'rules.v4', line: 1, range },
    { path: 'compose.yaml', line: 5, range },
    { path: 'compose.yaml', line: 2, range },
  ];
  const found = [finding, { ...finding, files }];
  const linesOf = (path: string): (readonly number[])[] => linesInFile(found, path).map(({ lines }) => lines);
  assert.deepEqual(linesOf('compose.yaml'), [[5, 2]]);
  assert.deepEqual(linesOf('rules.v4'), [[1]]);
  assert.deepEqual(linesOf('other/rules.v4'), []);
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
