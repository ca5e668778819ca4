import {
  octal,
  parseNumber,
  trim,
  type Build,
  type ParsedNumber,
  type Setting,
  type SettingLine,
} from '../../core/config/index.js';

/** The different numbers that builds make of one text; almost always a single one. */
export function readingsOf(
  line: SettingLine,
  builds: readonly Build[],
): Map<number, { parsed: ParsedNumber; builds: Build[] }> {
  const readings = new Map<number, { parsed: ParsedNumber; builds: Build[] }>();
  for (const build of builds) {
    const parsed = parseNumber(build.trim === 'everything' ? trim(line.value) : line.value);
    const same = readings.get(parsed.value);
    if (same) same.builds.push(build);
    else readings.set(parsed.value, { parsed, builds: [build] });
  }
  return readings;
}

/** Whether a number is shown to people in octal. */
export function isMode(setting: Setting): boolean {
  return setting.unit === 'umask' || setting.unit === 'mode' || setting.type === 'octal';
}

/** A stored number as its unit makes it readable; undefined where the digits say it all. */
export function inWords(setting: Setting, value: number): string | undefined {
  if (setting.unit === 'seconds') return duration(value);
  if (setting.unit === 'bytes' || setting.unit === 'bytes-per-second') {
    const size = binarySize(value);
    return size && (setting.unit === 'bytes' ? size : `${size}/s`);
  }
  return undefined;
}

/** "1 h 30 min"; undefined below a minute. */
export function duration(seconds: number): string | undefined {
  if (seconds < 60) return undefined;
  const parts: string[] = [];
  let rest = seconds;
  for (const [size, unit] of DURATIONS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 3).join(' ');
}

const DURATIONS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** "50 KiB", "1.5 MiB"; undefined below 1 KiB. */
function binarySize(bytes: number): string | undefined {
  if (bytes < 1024) return undefined;
  let size = bytes;
  let unit = -1;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${Number(size.toFixed(size < 10 ? 2 : 1))} ${UNITS[unit] ?? ''}`;
}

const UNITS = ['KiB', 'MiB', 'GiB'];

/** A number in the base its setting is thought in. */
export function display(setting: Setting, value: number): string {
  return isMode(setting) ? octal(value, 3) : String(value);
}

/** The port that a socket really gets: the low 16 bits. The passive range follows other rules. */
export function portUsed(setting: Setting, value: number): number | undefined {
  const plain = setting.name === 'listen_port' || setting.name === 'ftp_data_port';
  return setting.unit === 'port' && plain && value > 65535 ? value & 0xffff : undefined;
}
