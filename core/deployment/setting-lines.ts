import type { ConfigDocument, SettingLine } from '../config/index.js';
import { isSetting } from './names.js';
import { HOLE } from './pattern.js';

/** A setting that something gives to vsftpd besides its file; the value is null where it is not known. */
export interface Given {
  readonly name: string;
  readonly value: string | null;
}

const LINE = /^[ \t]*([a-z_\d]{1,40})=(.*)$/;

/** The lines of a text that set something; what is not known in it is a hole. */
export function givenLines(text: string): readonly Given[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = LINE.exec(line.replace(/\r$/, '')) ?? [];
    return isSetting(name) ? [{ name, value: value.includes(HOLE) ? null : value }] : [];
  });
}

/** The file with other lines in force. */
export function withLines(document: ConfigDocument, given: Iterable<Given>): ConfigDocument {
  const byName = new Map(document.byName);
  for (const { name, value } of given)
    byName.set(name, [settingLine(name, value, document.byName.get(name)?.at(-1))]);
  return { ...document, byName };
}

/** It stands where the one stands that it replaces. */
function settingLine(name: string, value: string | null, before: SettingLine | undefined): SettingLine {
  const { index, start, end, nameStart, valueStart } = before ?? NOWHERE;
  return {
    kind: 'setting',
    index,
    start,
    end,
    dropped: false,
    name,
    nameStart,
    hasEquals: true,
    value: value ?? '',
    valueStart,
    cutByNul: false,
    opaque: value === null,
    conditional: false,
  };
}

const NOWHERE = { index: 0, start: 0, end: 0, nameStart: 0, valueStart: 0 };
