/** Writes config files that people, tools and chance could have written. All of a run follows from its seed. */
import { knows, SETTINGS, type Build, type Setting } from '../../core/config/index.js';
import type { Bytes } from './parser-oracle.js';
import { Random } from './random.js';
import {
  BLANKS,
  LEADS,
  NUMBERS,
  PLAIN_VALUES,
  SEPARATORS,
  STRAY_LINES,
  validValue,
  VALUES,
  WRONG_NAMES,
} from './shapes.js';

/** A setting of each type, an unknown one and some that only other builds have. */
const SPECIMENS = [
  'listen',
  'listen_port',
  'local_umask',
  'ftpd_banner',
  'utf8_filesystem',
  'pid_file',
  'no_such_setting',
];

/** Each setting of any build with each kind of value, and a few of them with all values: one line per file. */
export function everyShape(): Bytes[] {
  const names = [...SETTINGS.map((setting) => setting.name), ''];
  const plain = names.flatMap((name) => PLAIN_VALUES.map((value) => `${name}=${value}\n`));
  const all = SPECIMENS.flatMap((name) => VALUES.map((value) => `${name}=${value}\n`));
  return [...new Set([...plain, ...all])];
}

/** Some settings with each lead, separator and line end. */
export function everyLayout(): Bytes[] {
  const ends = ['\n', '', '\r\n', '\r', ' \n', '\0\n', '\n\0', '\x1a'];
  const settings = SPECIMENS.flatMap((name) =>
    ['', 'YES', '22', ' ', '\0'].map((value) => [name, value] as const),
  );
  return settings.flatMap(([name, value]) => [
    ...SEPARATORS.map((separator) => `${name}${separator}${value}\n`),
    ...LEADS.flatMap((lead) => [`${lead}${name}=${value}\n`, `${lead}${name}\t=${value}\n`]),
    ...ends.flatMap((end) => [`${name}=${value}${end}`, `${name}${end}`]),
  ]);
}

/** A file for one build: what is valid there is drawn from its own settings. */
export function randomConfig(random: Random, build: Build): Bytes {
  const own = SETTINGS.filter((setting) => knows(build.id, setting));
  const kind = random.fraction();
  if (kind < 0.4) return deepFile(random, own, random.between(3, 90), random.between(0, 2));
  if (kind < 0.65) return shortFile(random, own);
  if (kind < 0.75) return deepFile(random, own, random.between(0, 12), random.between(1, 6));
  if (kind < 0.85)
    return otherEncoding(random, deepFile(random, own, random.between(1, 20), random.between(0, 1)));
  if (kind < 0.985) return noise(random, own);
  return nearLimit(random, own);
}

/** Many lines that are all right, and few that may not be. */
function deepFile(random: Random, own: readonly Setting[], good: number, doubtful: number): Bytes {
  const lines = Array.from({ length: good }, () => goodLine(random, own));
  for (let i = 0; i < doubtful; i++) lines.splice(random.between(0, lines.length), 0, doubtfulLine(random));
  return lines.join('\n') + (random.chance(0.8) ? '\n' : '');
}

function shortFile(random: Random, own: readonly Setting[]): Bytes {
  const lines = Array.from({ length: random.between(1, 4) }, () =>
    random.chance(0.3) ? goodLine(random, own) : doubtfulLine(random),
  );
  return (
    lines.join(random.pick(['\n', '\n', '\n', '\r\n', '\n\n', '\r'])) +
    random.pick(['\n', '', '\r\n', ' ', '\0'])
  );
}

function goodLine(random: Random, own: readonly Setting[]): Bytes {
  const kind = random.fraction();
  if (kind < 0.12)
    return random.pick(['', '#', '# listen=BAD', '#\0', ' ', '\t', '\r', '\v\f', '#\xff', '#{% if x %}']);
  const setting = random.pick(own);
  if (setting.type === 'string' && random.chance(0.1)) return setting.name + random.pick(['', '=']);
  const lead = random.chance(0.05) ? random.pick([' ', '\t', '\r', '\v']) : '';
  return `${lead}${setting.name}=${validValue(setting, (items) => random.pick(items))}`;
}

function doubtfulLine(random: Random): Bytes {
  const kind = random.fraction();
  if (kind < 0.12) return random.pick(STRAY_LINES);
  if (kind < 0.2) return noiseLine(random);
  const name = random.chance(0.15) ? random.pick(WRONG_NAMES) : misspelt(random, random.pick(SETTINGS).name);
  const lead = random.chance(0.2) ? random.pick(LEADS) : '';
  const separator = random.chance(0.25) ? random.pick(SEPARATORS) : '=';
  const value = random.chance(0.8)
    ? random.pick(VALUES)
    : random.word([...BLANKS, 'YES', '0', '1', '=', 'x'], random.between(0, 5));
  return lead + name + separator + value + (random.chance(0.1) ? random.pick(BLANKS) : '');
}

function misspelt(random: Random, name: string): string {
  const at = random.between(0, name.length - 1);
  const kind = random.fraction();
  if (kind < 0.88) return name;
  if (kind < 0.91) return name.slice(0, at) + name.slice(at + 1);
  if (kind < 0.94) return name.slice(0, at) + name.charAt(at).toUpperCase() + name.slice(at + 1);
  if (kind < 0.96) return name.replaceAll('_', '-');
  return name.slice(0, at) + random.pick([...BLANKS, 'x', '_', '\xff']) + name.slice(at);
}

/** The same file as other editors and systems would save it. */
function otherEncoding(random: Random, file: Bytes): Bytes {
  const wide = (order: 'le' | 'be'): Bytes => file.replace(/[^]/g, order === 'le' ? '$&\0' : '\0$&');
  const at = random.between(0, file.length);
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      return file.replaceAll('\n', '\r\n');
    case 2:
      return file.replaceAll('\n', '\r');
    case 3:
      return `\xef\xbb\xbf${file}`;
    case 4:
      return random.pick(['\xff\xfe', '']) + wide('le');
    case 5:
      return random.pick(['\xfe\xff', '']) + wide('be');
    case 6:
      return file.slice(0, at) + random.pick([...BLANKS, '\xff', '\xc3', '\xed\xa0\x80']) + file.slice(at);
    case 7:
      return file.slice(0, at);
    case 8:
      return file.replaceAll('=', random.pick([' = ', '= ', ' =', '\t=\t']));
    default:
      return file.replaceAll('\n', random.pick([' \n', '\t\n', ' \r\n', '\n\n', '\v\n', '\n\r', '\0\n']));
  }
}

const GRAMMAR = [
  '=',
  '=',
  '\n',
  '\n',
  ' ',
  '\t',
  '\r',
  '\0',
  '#',
  'listen',
  'ftpd_banner',
  'listen_port',
  'YES',
  '0',
  '7',
  '\v',
  '\f',
];

function noise(random: Random, own: readonly Setting[]): Bytes {
  if (random.chance(0.4)) return random.word(GRAMMAR, random.between(1, 40));
  if (random.chance(0.5)) {
    return (
      deepFile(random, own, random.between(0, 20), 0) +
      noiseLine(random) +
      random.pick(['', '\n', '\nlisten=x\n'])
    );
  }
  return Array.from({ length: random.between(1, 8) }, () => noiseLine(random)).join('\n');
}

function noiseLine(random: Random): Bytes {
  const low = random.pick([0, 0, 32, 128]);
  return Array.from({ length: random.between(0, 60) }, () => {
    const code = random.chance(0.15) ? random.pick([0, 9, 13, 32, 35, 61]) : random.between(low, 255);
    return code === 10 ? '=' : String.fromCharCode(code);
  }).join('');
}

/** A file whose byte 100,000 falls into, before or after something that matters. */
function nearLimit(random: Random, own: readonly Setting[]): Bytes {
  const tail = `${deepFile(random, own, random.between(0, 3), 0)}\n${doubtfulLine(random)}\n${doubtfulLine(random)}\n`;
  const length = 100_000 + random.between(-tail.length - 3, 3);
  const filler = random.pick([
    '#',
    '\n',
    ' \n',
    `${'#'.repeat(199)}\n`,
    `ftpd_banner=${'x'.repeat(5000)}\n`,
    'listen=YES\n',
  ]);
  const head = filler.repeat(Math.ceil(length / filler.length)).slice(0, length);
  const whole = head.slice(0, head.lastIndexOf('\n') + 1);
  return (
    (random.chance(0.5) ? `${whole}#${'x'.repeat(Math.max(0, length - whole.length - 2))}\n` : head) + tail
  );
}

/** A number as people type it, or nearly. */
export function randomNumber(random: Random): Bytes {
  if (random.chance(0.3)) return random.pick(NUMBERS);
  const digits = random.word(
    random.chance(0.3) ? ['0', '1', '7'] : '0 1 2 3 4 5 6 7 8 9'.split(' '),
    random.between(1, random.pick([3, 6, 12, 24])),
  );
  const lead = random.chance(0.3)
    ? random.pick(['0', '-', '+', ' ', '\t', '+0', '-0', ' 0', '00', '0x'])
    : '';
  return (
    lead +
    digits +
    (random.chance(0.3) ? random.pick([' ', 'k', '.5', ' # why', '-1', '\r', 's', '\0' + '9']) : '')
  );
}

/** An IPv4 address as people type it, or nearly. */
export function randomAddress(random: Random): Bytes {
  const part = (): string => {
    const kind = random.fraction();
    const value = random.chance(0.85) ? random.between(0, 255) : random.between(256, 70_000);
    if (kind < 0.6) return String(value);
    if (kind < 0.75) return `0${value.toString(random.pick([8, 10]))}`;
    if (kind < 0.88) return `0${random.pick(['x', 'X'])}${value.toString(16)}`;
    return random.pick([
      '',
      '0',
      '00',
      '0x',
      '08',
      '-1',
      '+1',
      ' 1',
      '1 ',
      'a',
      '4294967295',
      '4294967296',
      '016777216',
      '0xffffffff',
      '65536',
      '16777216',
      '99999999999999999999',
      '1e1',
    ]);
  };
  const parts = Array.from({ length: random.pick([1, 2, 3, 4, 4, 4, 4, 4, 5]) }, part);
  const text = parts.join(random.chance(0.95) ? '.' : random.pick([',', ' ', '..']));
  return (
    text +
    (random.chance(0.25)
      ? random.pick(['.', ' ', ' # nat', '\t1', '\v', '#', '/24', ':21', '\r', 'x', '\xa0', ' \0'])
      : '')
  );
}
