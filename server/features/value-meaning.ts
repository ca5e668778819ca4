import {
  decodeUtf8,
  intendedBool,
  namesOf,
  octal,
  parseBool,
  trim,
  type Build,
  type ConfigModel,
  type ParsedNumber,
  type Setting,
  type SettingLine,
} from '../../core/config/index.js';
import { code } from './markdown.js';
import { inWords, isMode, portUsed, readingsOf } from './numbers.js';

/** What the daemon makes of a line's value, in short sentences. Markdown. Empty where nothing is to say. */
export function valueMeaning(line: SettingLine, setting: Setting, models: readonly ConfigModel[]): string[] {
  if (line.opaque) return ['Known only once the template is rendered.'];
  if (setting.type === 'bool') return boolMeaning(line);
  if (setting.type === 'string') return textMeaning(line, setting, models);
  if (line.value === '') return [];
  const builds = models.map((model) => model.build);
  return [
    ...numberMeaning(line, setting, builds),
    ...rangeMeaning(setting, models),
    ...maskMeaning(setting, models),
  ];
}

function boolMeaning(line: SettingLine): string[] {
  const exact = parseBool(line.value);
  if (exact !== undefined) return [exact ? 'on' : 'off'];
  const meant = intendedBool(line.value);
  const is = `${code(decodeUtf8(line.value))} is none of YES, TRUE, 1, NO, FALSE, 0`;
  return line.value === ''
    ? []
    : [meant === undefined ? `${is}.` : `${is}; ${meant ? 'YES' : 'NO'} seems to be meant.`];
}

function numberMeaning(line: SettingLine, setting: Setting, builds: readonly Build[]): string[] {
  const readings = [...readingsOf(line, builds).values()];
  return readings.flatMap(({ parsed, builds: who }) => {
    const where = readings.length > 1 ? ` (${namesOf(who)})` : '';
    const text = reading(line, setting, parsed);
    return text === '' ? [] : [`${text}${where}`];
  });
}

/** "`0100` is 64: a leading 0 makes it octal." Empty where the number is what it looks like. */
function reading(line: SettingLine, setting: Setting, parsed: ParsedNumber): string {
  const text = trim(decodeUtf8(line.value));
  const { value, base } = parsed;
  const parts = [
    isMode(setting)
      ? `${octal(value)} (decimal ${value})`
      : base === 8 && value > 7
        ? `${value} (octal ${octal(value)})`
        : String(value),
  ];
  const words = inWords(setting, value);
  if (words) parts.push(words);
  const port = portUsed(setting, value);
  if (port !== undefined) parts.push(`as a port ${port}: only 16 bits are used`);
  const why = reason(line, setting, parsed);
  // "21 is 21" is not worth a line.
  if (!why && parts.length === 1 && parts[0] === text) return '';
  return `${code(text)} is ${parts.join(', ')}${why ? `: ${why}` : ''}.`;
}

function reason(line: SettingLine, setting: Setting, parsed: ParsedNumber): string | undefined {
  const rest = line.value.slice(parsed.used);
  if (parsed.used === 0) return 'it does not start with a digit';
  if (parsed.overflow) return 'it does not fit into 32 bits';
  if (trim(rest) !== '') return `${code(decodeUtf8(rest))} is not read`;
  if (parsed.base === 8 && line.value.length > 1 && !isMode(setting)) return 'a leading 0 makes it octal';
  if (parsed.base === 10 && isMode(setting) && parsed.value > 7) return 'without a leading 0 it is decimal';
  return undefined;
}

function textMeaning(line: SettingLine, setting: Setting, models: readonly ConfigModel[]): string[] {
  if (trim(line.value) === '') {
    const crash = models.filter((model) => line.value !== '' && model.build.blankStringCrashes);
    return crash.length > 0
      ? [`A value of blanks only: ${namesOf(crash.map((model) => model.build))} crash on it.`]
      : ['Unset.'];
  }
  if (trim(line.value) === line.value) return [];
  const keeping = models.filter((model) => model.build.trim === 'nothing').map((model) => model.build);
  if (keeping.length === 0) return [];
  const who = keeping.length === models.length ? '' : ` by ${namesOf(keeping)}`;
  return [
    `The blanks around ${setting.unit === 'file' || setting.unit === 'directory' ? 'the path' : 'it'} are kept${who}.`,
  ];
}

function rangeMeaning(setting: Setting, models: readonly ConfigModel[]): string[] {
  if (setting.name !== 'pasv_min_port' && setting.name !== 'pasv_max_port') return [];
  const range = models[0]?.passiveRange();
  if (!range) return [];
  const ignored =
    setting.name === 'pasv_min_port'
      ? range.minIgnored
      : range.maxIgnored && models[0]?.number(setting.name) !== 0;
  const ports = `Passive ports in use: ${range.low} to ${range.high}, ${range.size} ${range.size === 1 ? 'port' : 'ports'}.`;
  if (!ignored) return [ports];
  const max = models[0]?.number(setting.name) ?? 0;
  const below = setting.name === 'pasv_max_port' && max < range.low;
  return [
    below
      ? 'Below the lowest port in use, so it is ignored.'
      : 'No port that vsftpd takes, so it is ignored.',
    ports,
  ];
}

/** What new files and folders get from a umask. */
function maskMeaning(setting: Setting, models: readonly ConfigModel[]): string[] {
  const model = models[0];
  if (setting.unit !== 'umask' || !model) return [];
  const mask = model.number(setting.name);
  const open = model.number('file_open_mode') ?? 0o666;
  if (mask === undefined) return [];
  return [`New files get ${octal(open & ~mask & 0o7777, 4)}, new folders ${octal(0o777 & ~mask, 4)}.`];
}
