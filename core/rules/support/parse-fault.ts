import {
  faultOf,
  isSpace,
  leadingSpaces,
  parseBool,
  settingNamed,
  trim,
  trimEnd,
  type Build,
  type LineFault,
  type Setting,
  type SettingLine,
} from '../../config/index.js';
import type { RuleContext } from '../rule.js';
import { gapsOf } from './one-line.js';

/** Why a line is refused, as the rules name it: each refused line belongs to exactly one of them. */
type FaultKind =
  | 'byte-order-mark'
  | 'nul-byte'
  | 'carriage-return'
  | 'indented-comment'
  | 'foreign-comment'
  | 'missing-equals'
  | 'blank-around-equals'
  | 'odd-character'
  | 'name-case'
  | 'setting-of-other-build'
  | 'unknown-setting'
  | 'missing-value'
  | 'trailing-blank'
  | 'inline-comment'
  | 'quoted-boolean'
  | 'bad-boolean'
  | 'two-settings'
  | 'blank-text';

interface ParseFault {
  readonly line: SettingLine;
  readonly kind: FaultKind;
  /** The builds that refuse (or crash on) the line. */
  readonly builds: readonly Build[];
  /** The setting that is meant, where one is recognised. */
  readonly setting: Setting | undefined;
}

const BOM = '\u00ef\u00bb\u00bf';
const NBSP = '\u00c2\u00a0';

/** The refused lines of a file, each with one cause. Lines that a template fills in are judged by their name only. */
function parseFaults(context: RuleContext): ParseFault[] {
  const faults: ParseFault[] = [];
  for (const line of context.document.settings) {
    if (takenByAll(line)) continue;
    // What a template fills in is not known, only whether a build knows the name.
    const isForeign = !line.opaque && !settingNamed(trim(line.name));
    const builds = context.builds.filter((build) => {
      if (isForeign) return true;
      const fault = faultOf(line, build);
      return line.opaque ? fault === 'unrecognised' : fault !== undefined;
    });
    const [first] = builds;
    if (!first) continue;
    const fault = faultOf(line, first);
    if (!fault) continue;
    const kind = faultKindOf(line, fault);
    if (
      line.opaque &&
      // A space before "=" is part of the name, whatever the value becomes.
      !(kind === 'blank-around-equals' && fault === 'unrecognised') &&
      kind !== 'unknown-setting' &&
      kind !== 'name-case' &&
      kind !== 'setting-of-other-build'
    )
      continue;
    if (line.opaque && /[{<$%@_]{2}|[{<$%@]/.test(line.name)) continue;
    // A template may ask for the distribution first.
    if (line.conditional && kind === 'setting-of-other-build') continue;
    faults.push({ line, kind, builds, setting: settingNamed(trim(line.name)) });
  }
  return faults;
}

/** The common case, without asking each build: a name that all know with a value that none refuses. */
function takenByAll(line: SettingLine): boolean {
  const setting = settingNamed(line.name);
  if (!setting || setting.builds) return false;
  if (setting.type === 'bool') return parseBool(line.value) !== undefined;
  return line.value !== '' && trim(line.value) !== '';
}

/** The faults of one kind. */
export function faultsOfKind(context: RuleContext, kind: FaultKind): ParseFault[] {
  return cached(context).filter((fault) => fault.kind === kind);
}

const cache = new WeakMap<RuleContext, ParseFault[]>();

function cached(context: RuleContext): ParseFault[] {
  let faults = cache.get(context);
  if (!faults) cache.set(context, (faults = parseFaults(context)));
  return faults;
}

function faultKindOf(line: SettingLine, fault: LineFault): FaultKind {
  const whole = line.hasEquals ? `${line.name}=${line.value}` : line.name;
  if (whole.startsWith(BOM)) return 'byte-order-mark';
  if (line.cutByNul) return 'nul-byte';
  if (fault === 'crash')
    return line.value.endsWith('\r') && trim(line.value) === '' ? 'carriage-return' : 'blank-text';
  if (whole.startsWith('#')) return 'indented-comment';
  if (/^(?:;|\/\/|--|\/\*|!|REM )/i.test(whole)) return 'foreign-comment';
  return settingNamed(trim(line.name)) ? kindOfKnown(line, fault) : kindOfUnknown(line);
}

function kindOfUnknown(line: SettingLine): FaultKind {
  if (!line.hasEquals) return 'missing-equals';
  const name = line.name;
  if (name.includes(NBSP) || /[^\t -~]/.test(name)) return 'odd-character';
  return settingNamed(trim(name).toLowerCase()) ? 'name-case' : 'unknown-setting';
}

function kindOfKnown(line: SettingLine, fault: LineFault): FaultKind {
  const setting = settingNamed(trim(line.name));
  if (isSpace(line.name.slice(-1))) return line.hasEquals ? 'blank-around-equals' : 'missing-equals';
  if (fault === 'unrecognised') return 'setting-of-other-build';
  if (!line.hasEquals) return 'missing-equals';
  // Builds that know the name take an empty text; the others miss a value before they miss the name.
  if (setting?.builds?.length && setting.type === 'string') return 'setting-of-other-build';
  if (trim(line.value) === '') return 'missing-value';
  if (gapsOf(line).length > 0) return 'two-settings';
  return setting?.type === 'bool' ? kindOfBoolean(line.value) : 'bad-boolean';
}

function kindOfBoolean(value: string): FaultKind {
  if (value.endsWith('\r') && parseBool(value.replace(/(?<!\r)\r+$/, '')) !== undefined)
    return 'carriage-return';
  const word = trim(value);
  if (parseBool(word) !== undefined)
    return isSpace(value.charAt(0)) ? 'blank-around-equals' : 'trailing-blank';
  if (/^["'`].*["'`]$/.test(word)) return 'quoted-boolean';
  const comment = /^(\S+?)\s*(?:#|\/\/)/.exec(word);
  if (comment && parseBool(comment[1] ?? '') !== undefined) return 'inline-comment';
  return 'bad-boolean';
}

/** Byte range of a line's value without the white space around it. */
export function valueRange(line: SettingLine): { start: number; end: number } {
  const start = line.valueStart + leadingSpaces(line.value);
  return { start, end: Math.max(start, line.valueStart + trimEnd(line.value).length) };
}

/** Byte range of a line's name. */
export function nameRange(line: SettingLine): { start: number; end: number } {
  return { start: line.nameStart, end: line.nameStart + line.name.length };
}
