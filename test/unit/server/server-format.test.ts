import assert from 'node:assert/strict';
import test from 'node:test';
import {
  BUILDS,
  ConfigModel,
  daemonVerdict,
  defaultOf,
  readConfig,
  SETTINGS,
  sourceFromText,
  type Build,
} from '../../../core/config/index.js';
import { applyEdits } from '../../../server/edits.js';
import { formatConfig } from '../../../server/format.js';

/** A small generator of repeatable noise (xorshift). */
function noise(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const NAMES = [...SETTINGS.map(({ name }) => name), 'nonsense', '# x', '#', '', '{{ x }}'];
const VALUES = [
  'YES',
  'NO',
  'maybe',
  '21',
  '021',
  '60s',
  ' 022',
  '/etc/x',
  'a b',
  '',
  ' ',
  '\t',
  '{{ v }}',
  'a\0b',
  'hä 🎈',
];
const BLANKS = ['', '', '', ' ', '\t', '  ', '\v', '\f', '\r'];
const ENDS = ['\n', '\n', '\n', '\n\n', '\n \n\n', '\r\n', '\r\r\n', ''];

function randomFile(pick: (below: number) => number): string {
  const of = (list: readonly string[]): string => list[pick(list.length)] ?? '';
  let text = '';
  for (let i = pick(8); i >= 0; i--) {
    const line =
      pick(5) === 0
        ? `${of(['#', '  #', '{% if x %}', '{% endif %}', '# vsftpd-lens disable-file'])} text${of(BLANKS)}`
        : `${of(BLANKS)}${of(NAMES)}${of(BLANKS)}${of(['=', '=', '=', ''])}${of(BLANKS)}${of(VALUES)}${of(BLANKS)}`;
    text += line + of(ENDS);
  }
  return text;
}

/** All that a build gets out of a file. */
function seenBy(build: Build, text: string): unknown {
  const document = readConfig(sourceFromText(text));
  const { verdict, messageBytes, at } = daemonVerdict(document, build);
  const model = new ConfigModel(document, build);
  const values = SETTINGS.filter(({ name }) => model.isSet(name)).map(({ name, type }) =>
    type === 'bool' ? model.bool(name) : type === 'string' ? model.text(name) : model.number(name),
  );
  return { verdict, messageBytes, at: at?.name, values, settings: document.settings.length };
}

test('formatting never changes what a build reads, says or keeps', () => {
  const pick = noise(20_261_121);
  let changed = 0;
  for (let i = 0; i < 4000; i++) {
    const text = randomFile(pick);
    const builds = pick(2) === 0 ? BUILDS : BUILDS.filter((build) => build.family === 'debian');
    const formatted = applyEdits(text, formatConfig(readConfig(sourceFromText(text)), { builds }));
    if (formatted !== text) changed++;
    for (const build of builds)
      assert.deepEqual(seenBy(build, formatted), seenBy(build, text), JSON.stringify([text, formatted]));
    // Dropping the only line with a CR allows a newline at the end: that is the one thing a second time may add.
    const again = applyEdits(formatted, formatConfig(readConfig(sourceFromText(formatted)), { builds }));
    assert.ok(again === formatted || again === `${formatted}\n`, JSON.stringify([formatted, again]));
  }
  assert.ok(changed > 1000, `only ${changed} files gave formatting something to do`);
});

test('every default may stand in a file', () => {
  const text = SETTINGS.map((setting) => `${setting.name}=${defaultOf(setting, 'debian-12') ?? 'x'}\n`).join(
    '',
  );
  assert.deepEqual(formatConfig(readConfig(sourceFromText(text)), { builds: BUILDS }), []);
});
