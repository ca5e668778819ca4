import { octal, type ConfigModel, type SettingLine, type SettingUnit } from '../../../config/index.js';
import {
  afterDigits,
  gapsOf,
  numberLines,
  setToFix,
  valueRange,
  type Fix,
  type Rule,
} from '../../support/index.js';

export const numberWithUnit: Rule = {
  code: 'number-with-unit',
  title: 'Letters after a number',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The daemon reads digits and silently drops what follows: `5m` is 5, `1,000` is 1, `0x12` is 0, `0o22` is 0. There are no units; times are seconds, rates bytes per second.',
  bad: 'idle_session_timeout=5m\n',
  good: 'idle_session_timeout=300\n',
  checkModel(model, report) {
    for (const number of numberLines(model)) {
      const { setting, line, read } = number;
      const dropped = afterDigits(number);
      if (dropped === '' || /^(?:#|\/\/)/.test(dropped) || /^[89]/.test(dropped)) continue;
      if (read.used === 0 || gapsOf(line).length > 0) continue;
      const meant = seconds(setting.unit, read.value, dropped);
      report({
        ...valueRange(line),
        message: `vsftpd drops what follows the digits: ${setting.name} is ${setting.type === 'octal' ? octal(read.value) : read.value}.`,
        fixes:
          meant === undefined
            ? rangeFix(model, line, setting.name, read.value, dropped)
            : [
                {
                  title: `Change to ${meant}`,
                  edits: [{ start: line.valueStart, end: line.end, newText: String(meant) }],
                },
              ],
      });
    }
  },
};

/** Both ends of a passive range in one of its two settings. */
function rangeFix(
  model: ConfigModel,
  line: SettingLine,
  name: string,
  first: number,
  dropped: string,
): Fix[] {
  const last = /^\s*[-:]\s*(\d{1,5})\s*$/.exec(dropped)?.[1];
  if (last === undefined || !/^pasv_m(?:in|ax)_port$/.test(name) || Number(last) < first) return [];
  const isMin = name === 'pasv_min_port';
  const other = isMin ? 'pasv_max_port' : 'pasv_min_port';
  const own = { start: line.valueStart, end: line.end, newText: isMin ? String(first) : last };
  const edits = [own, ...setToFix(model, other, isMin ? last : String(first), line).edits];
  return [{ title: `Set pasv_min_port=${first} and pasv_max_port=${last}`, edits }];
}

const FACTORS: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600 };
const SIZES: Readonly<Record<string, number>> = { k: 1024, kb: 1024, m: 1_048_576, mb: 1_048_576 };

/** The number that a unit stands for, where it can only mean one thing. */
function seconds(unit: SettingUnit | undefined, value: number, word: string): number | undefined {
  const key = word.toLowerCase();
  const table = unit === 'seconds' ? FACTORS : unit === 'bytes-per-second' ? SIZES : undefined;
  const factor = table && Object.hasOwn(table, key) ? table[key] : undefined;
  return factor === undefined ? undefined : value * factor;
}
