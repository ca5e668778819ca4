import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { interpolate } from '../../../core/firewall/formats/compose/compose-variables.js';
import { readEnvFile, withoutSecrets } from '../../../core/firewall/formats/compose/env-file.js';

/** The variable A; null where it is not known, undefined where the file does not set it. */
const CASES: readonly (readonly [name: string, text: string, expected: string | null | undefined])[] = [
  ['a plain value', 'A=21100', '21100'],
  ['nothing', '', undefined],
  ['another name', 'B=1\n', undefined],
  ['an empty value', 'A=\nB=1', ''],
  ['blanks round it', '  A =  21100  \n', '21100'],
  ['export', 'export A=21100\n', '21100'],
  ['double quotes', 'A="21 100" # note\n', '21 100'],
  ['single quotes', "A='21 $x'\n", '21 $x'],
  ['a value of several lines', 'A="1\n2"\n', '1\n2'],
  ['escapes in double quotes', 'A="a\\"b\\\\c\\td"\n', 'a"b\\c\td'],
  ['a quote in single quotes', "A='it\\'s'\n", "it's"],
  ['a comment behind it', 'A=21 # note', '21'],
  ['comments and empty lines', '# A=1\n\n  # A=2\nA=3', '3'],
  ['the last line counts', 'A=1\nA=2\n', '2'],
  ['CRLF', 'A=1\r\nB=2\r\n', '1'],
  ['a byte order mark', '\ufeffA=1', '1'],
  ['a reference to a line before', 'B=21\nA=${B}00', '2100'],
  ['a reference without braces', 'B=21\nA="$B"', '21'],
  ['a default', 'A=${B:-7}', '7'],
  ['a reference to a line behind', 'A=${B:-7}\nB=8', '7'],
  ['no reference in single quotes that all versions leave alone', "B=1\nA='${B}'", null],
  ['a reference that the environment may set', 'A=${HOME}', null],
  ['a name alone', 'A\n', null],
  ['a name alone behind a value', 'A=1\nA\n', null],
  ['a colon', 'A: 1\n', null],
  ['a hash without a blank before it', 'A=1#2', null],
  ['a value that begins with a hash', 'A= # 2', null],
  ['an escape that versions read in their own ways', 'A="\\$B"', null],
  ['a doubled dollar sign', 'A=a$$b', null],
  ['a dollar sign before no name', 'A=a$1', null],
  ['a line that is refused', 'A=1\nB C=2\n', null],
  ['a quote that does not end', 'A=1\nB="2\n', null],
  ['text behind a quote', 'A="1"2\n', null],
  ['a backslash before the last quote', "A=1\nB='c\\\\'\n", null],
  ['a carriage return alone', 'A=1\rB=2', null],
];

describe('a .env file', () => {
  for (const [name, text, expected] of CASES)
    test(name, () => {
      assert.equal(readEnvFile(text)('A'), expected);
    });

  test('one that cannot be read, or is too long, leaves everything open', () => {
    assert.equal(readEnvFile(null)('A'), null);
    assert.equal(readEnvFile(`A=1\n#${'x'.repeat(200_000)}`)('A'), null);
  });

  test('values that grow from line to line are given up', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `V${i + 1}=\${V${i}}\${V${i}}`);
    const variables = readEnvFile(`V0=12345678\n${lines.join('\n')}`);
    assert.equal(variables('V3'), '12345678'.repeat(8));
    assert.equal(variables('V60'), null);
  });

  test('hostile sizes', () => {
    for (const piece of ['A="', "A='", 'A=${', 'A=${A:-', '\\"', '#', 'A\n', ' ', 'A=1\n', 'A="${A}${A}"\n'])
      readEnvFile(piece.repeat(200_000 / piece.length))('A');
  });
});

describe('a .env file without its secrets', () => {
  const text =
    'MIN=21100\nMAX="${MIN}"\nRANGE=21-22\nHOST=127.0.0.1\nMODE=host\nP=21/tcp\nE=\nCOMPOSE_FILE=a.yaml:b.yaml\nPASS=hunter2\nPIN=123456\nKEY="a\nhunter2"\nODD=a#b\nUNUSED=4711\n';
  const reduced = withoutSecrets(text, (name) => name !== 'UNUSED');

  test('reads the same as far as ports are concerned', () => {
    for (const name of ['MIN', 'MAX', 'RANGE', 'HOST', 'MODE', 'P', 'E', 'COMPOSE_FILE', 'ODD', 'NONE'])
      assert.equal(readEnvFile(reduced)(name), readEnvFile(text)(name), name);
  });

  test('holds nothing else', () => {
    assert.doesNotMatch(reduced, /hunter2|123456|4711/);
    for (const name of ['PASS', 'PIN', 'KEY', 'UNUSED']) assert.equal(readEnvFile(reduced)(name), null, name);
  });

  test('one that is refused stays refused, and says nothing', () => {
    const broken = withoutSecrets('A=1\nB="hunter2\n', () => true);
    assert.doesNotMatch(broken, /hunter2|1/);
    assert.equal(readEnvFile(broken)('A'), null);
    assert.equal(readEnvFile(withoutSecrets('', () => true))('A'), undefined);
  });
});

describe('a variable that is given', () => {
  const values = new Map<string, string | null>([
    ['SET', '5'],
    ['EMPTY', ''],
    ['HIDDEN', null],
  ]);
  const hole = '\uFFFC';
  for (const [written, expected] of [
    ['$SET', '5'],
    ['${SET}', '5'],
    ['${SET:-1}-${SET-1}', '5-5'],
    ['${EMPTY:-1}', '1'],
    ['a${EMPTY-1}b', 'ab'],
    ['${NONE:-1}${NONE-2}', '12'],
    ['${NONE:-${SET}}', '5'],
    ['${SET:?needed}', '5'],
    ['${SET:+1}', '1'],
    ['x${EMPTY:+1}', 'x'],
    ['${EMPTY+1}', '1'],
    ['$$SET', '$SET'],
    ['${HIDDEN:-1}', hole],
    ['${HIDDEN}', hole],
    ['$NONE', hole],
    ['${NONE+1}', hole],
    ['${EMPTY:?needed}', hole],
    ['${SET!}', hole],
  ] as const)
    test(written, () => {
      assert.equal(interpolate(written, (name) => values.get(name)).text, expected);
    });
});
