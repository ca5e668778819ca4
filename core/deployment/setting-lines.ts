import type { ConfigDocument, SettingLine } from '../config/index.js';
import { isPortSetting, type PortSetting } from './names.js';
import { HOLE } from './pattern.js';

/** A setting that something gives to vsftpd besides its file; the value is null where it is not known. */
export interface Given {
  readonly name: PortSetting;
  readonly value: string | null;
}

const LINE = /^[ \t]*([a-z_\d]{1,40})=(.*)$/;

/** The lines of a text that are about ports; what is not known in it is a hole. */
export function givenLines(text: string): readonly Given[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = LINE.exec(line.replace(/\r$/, '')) ?? [];
    return isPortSetting(name) ? [{ name, value: value.includes(HOLE) ? null : value }] : [];
  });
}

/** The file with other lines in force. */
export function withLines(document: ConfigDocument, given: Iterable<Given>): ConfigDocument {
  const byName = new Map(document.byName);
  for (const { name, value } of given) byName.set(name, [settingLine(name, value)]);
  return { ...document, byName };
}

function settingLine(name: string, value: string | null): SettingLine {
  return {
    kind: 'setting',
    index: 0,
    start: 0,
    end: 0,
    dropped: false,
    name,
    nameStart: 0,
    hasEquals: true,
    value: value ?? '',
    valueStart: 0,
    cutByNul: false,
    opaque: value === null,
    conditional: false,
  };
}
