import {
  parseNumber,
  SETTINGS,
  trim,
  type ConfigModel,
  type ParsedNumber,
  type Setting,
  type SettingLine,
} from '../../config/index.js';

/** A number setting that stands in the file, and what the build reads in it. */
export interface NumberLine {
  readonly setting: Setting;
  readonly line: SettingLine;
  /** The value as the build's parser sees it. */
  readonly text: string;
  readonly read: ParsedNumber;
}

const NUMBERS = SETTINGS.filter((setting) => setting.type === 'number' || setting.type === 'octal');

/** The numbers in force that the file sets, templates and empty values left out. */
export function numberLines(model: ConfigModel): NumberLine[] {
  const found: NumberLine[] = [];
  for (const setting of NUMBERS) {
    const line = model.line(setting.name);
    if (!line || line.opaque || !model.knows(setting.name)) continue;
    const text = model.trimmed(line.value);
    if (text !== '') found.push({ setting, line, text, read: parseNumber(text) });
  }
  return found;
}

/** What follows the digits that were read, white space cut. */
export function afterDigits(number: NumberLine): string {
  return trim(number.text.slice(number.read.used));
}
