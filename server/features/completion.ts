import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
  type InsertTextFormat as Format,
} from 'vscode-languageserver';
import {
  type AtHand,
  isBuildChoice,
  knows,
  intendedName,
  SETTINGS,
  settingNamed,
  usualDefault,
  type BuildChoice,
  type ConfigDocument,
  type ConfigModel,
  type Position,
  type Range,
  type Setting,
  type SettingGroup,
  type SettingLine,
} from '../../core/config/index.js';
import { RULES } from '../../core/rules/index.js';
import { byteAt, lineAtByte, shownEnd } from './cursor.js';
import { DIRECTIVES } from './directives.js';
import { settingHelp } from './hover.js';
import { isRecord } from '../../core/events/record.js';
import { ruleHover } from './rule-help.js';
import { FTP_COMMANDS, suggestionsFor } from './value-suggestions.js';

/** What the client can do with completions. */
export interface CompletionSupport {
  readonly snippets: boolean;
  /** `editRange` and `insertTextFormat` for the whole list: a smaller answer. */
  readonly listDefaults: boolean;
}

interface CompletionContext {
  readonly build: BuildChoice;
  readonly support: CompletionSupport;
  /** Files that the config names. */
  readonly atHand: AtHand;
}

/** An item before its edit is put in. */
interface Offer extends Omit<CompletionItem, 'textEdit' | 'insertTextFormat'> {
  readonly newText: string;
  readonly format?: Format;
}

/** Names before the `=`, values after it, directives in comments. The edit replaces the whole name or value. */
export function complete(
  document: ConfigDocument,
  position: Position,
  context: CompletionContext,
): CompletionList {
  const byte = byteAt(document, position);
  const line = lineAtByte(document, byte);
  if (line?.kind === 'comment') return completeComment(document, line, byte, context);
  if (line?.kind === 'template') return { isIncomplete: false, items: [] };
  if (line?.kind === 'setting' && line.hasEquals && byte >= line.valueStart)
    return completeValue(document, line, byte, context);
  return completeName(document, line?.kind === 'setting' ? line : undefined, byte, context);
}

function completeName(
  document: ConfigDocument,
  line: SettingLine | undefined,
  byte: number,
  context: CompletionContext,
): CompletionList {
  const start = line ? Math.min(line.nameStart, byte) : byte;
  let end = byte;
  while (line && /\w/.test(document.source.bytes.charAt(end))) end++;
  const range = document.source.rangeOf(start, end);
  const offers: Offer[] = [];
  for (const setting of SETTINGS) {
    if (setting.builds?.length === 0) continue;
    const isKnown = context.build === 'any' || knows(context.build, setting);
    const own = line !== undefined && intendedName(line) === setting.name;
    const set = !own && document.byName.has(setting.name);
    const outOfPlace = document.kind === 'per-user' && setting.perUser === false;
    const place = !isKnown ? 3 : outOfPlace ? 2 : set ? 1 : 0;
    offers.push({
      label: setting.name,
      kind: CompletionItemKind.Property,
      detail: nameDetail(
        setting,
        context.build,
        ['', ' · already set', ' · no effect in a per-user file', ' · unknown to this build'][place] ?? '',
      ),
      sortText: `${place}${setting.name}`,
      ...foundBy(setting),
      // The label tells the rest.
      ...(context.build === 'any' ? {} : { data: { setting: setting.name, build: context.build } }),
      ...insertion(setting, context, line?.hasEquals ?? false),
    });
  }
  return listOf(offers, range, context);
}

/** What people type when they do not know how a setting begins. */
const GROUP_WORDS: Readonly<Partial<Record<SettingGroup, string>>> = {
  active: 'active',
  anonymous: 'anonymous',
  bandwidth: 'speed',
  chroot: 'jail',
  limits: 'limit',
  logging: 'log',
  passive: 'passive',
  read: 'download',
  timeouts: 'timeout',
  tls: 'tls',
  'virtual-users': 'virtual',
  write: 'upload',
};

function foundBy({ name, group }: Setting): Pick<Offer, 'filterText'> {
  const word = GROUP_WORDS[group];
  return word === undefined || name.includes(word) ? {} : { filterText: `${name} ${word}` };
}

function nameDetail(setting: Setting, choice: BuildChoice, remark: string): string {
  const type = { bool: 'YES/NO', number: 'number', octal: 'octal number', string: setting.unit ?? 'text' }[
    setting.type
  ];
  return `${type} · default ${defaultText(setting, choice)}${remark}`;
}

function defaultText(setting: Setting, choice: BuildChoice): string {
  const value = usualDefault(setting, choice);
  return value === null || value === '' ? 'unset' : value;
}

/** A switch is offered with the value that is not its default. */
function insertion(
  setting: Setting,
  context: CompletionContext,
  hasEquals: boolean,
): Pick<Offer, 'newText' | 'format'> {
  if (hasEquals) return { newText: setting.name };
  const value = usualDefault(setting, context.build);
  if (setting.type === 'bool') {
    const [first, second] = value === 'YES' ? ['NO', 'YES'] : ['YES', 'NO'];
    return context.support.snippets
      ? { newText: `${setting.name}=\${1|${first},${second}|}`, format: InsertTextFormat.Snippet }
      : { newText: `${setting.name}=${first}` };
  }
  if (!context.support.snippets) return { newText: `${setting.name}=` };
  const holder = (value ?? '').replace(/[\\$}]/g, '\\$&');
  return {
    newText: `${setting.name}=${holder === '' ? '$1' : `\${1:${holder}}`}`,
    format: InsertTextFormat.Snippet,
  };
}

function completeValue(
  document: ConfigDocument,
  line: SettingLine,
  byte: number,
  context: CompletionContext,
): CompletionList {
  const setting = settingNamed(intendedName(line));
  if (!setting) return { isIncomplete: false, items: [] };
  const { source } = document;
  const end = Math.max(byte, shownEnd(document, line));
  if (setting.unit === 'commands') return completeCommands(document, line, byte, context);
  const range = source.rangeOf(line.valueStart, end);
  if (setting.type === 'bool') return listOf(switchOffers(setting, context.build), range, context);
  const offers = suggestionsFor(setting, context.build, document, context.atHand).map((one, i): Offer => ({
    label: one.value,
    kind:
      setting.unit === 'file'
        ? CompletionItemKind.File
        : setting.unit === 'directory'
          ? CompletionItemKind.Folder
          : CompletionItemKind.Value,
    detail: one.note,
    sortText: String(i).padStart(3, '0'),
    newText: one.value,
  }));
  return listOf(offers, range, context);
}

function switchOffers(setting: Setting, choice: BuildChoice): Offer[] {
  const usual = usualDefault(setting, choice);
  const varies = choice === 'any' && setting.defaults !== undefined;
  return ['YES', 'NO']
    .map((value) => ({
      label: value,
      kind: CompletionItemKind.EnumMember,
      detail:
        value === usual
          ? varies
            ? 'default of most builds'
            : 'default'
          : varies
            ? 'default of some builds'
            : undefined,
      // The value that changes something comes first.
      sortText: value === usual ? '1' : '0',
      data: { setting: setting.name, build: choice },
      newText: value,
    }))
    .map(({ detail, ...offer }) => (detail === undefined ? offer : { ...offer, detail }));
}

/** One item of a comma-separated list, replaced with the blanks around it: with them vsftpd would not match it. */
function completeCommands(
  document: ConfigDocument,
  line: SettingLine,
  byte: number,
  context: CompletionContext,
): CompletionList {
  const { bytes } = document.source;
  let start = byte;
  let end = byte;
  const stop = shownEnd(document, line);
  while (start > line.valueStart && bytes.charAt(start - 1) !== ',') start--;
  while (end < stop && bytes.charAt(end) !== ',') end++;
  const before = bytes.slice(line.valueStart, start);
  const listed = new Set(
    [...before.split(','), ...bytes.slice(end, stop).split(',')].map((item) => item.trim()),
  );
  const offers = FTP_COMMANDS.filter((command) => !listed.has(command)).map((command) => ({
    label: command,
    kind: CompletionItemKind.Keyword,
    newText: command,
  }));
  return listOf(offers, document.source.rangeOf(start, end), context);
}

/** `# vsftpd-lens disable-next-line CODE`: the directive, then the codes. */
function completeComment(
  document: ConfigDocument,
  line: { readonly start: number; readonly end: number },
  byte: number,
  context: CompletionContext,
): CompletionList {
  const { source } = document;
  const before = source.bytes.slice(line.start, byte);
  const inCodes =
    /^#\s*vsftpd-lens\s+disable-[a-z-]+\s+(?:[a-z0-9*][a-z0-9-]*[\s,]+)*((?:[a-z0-9*][a-z0-9-]*)?)$/.exec(
      before,
    );
  if (inCodes && before.length <= 1000) {
    const start = byte - (inCodes[1]?.length ?? 0);
    const rest = /^[a-z0-9*-]*/.exec(source.bytes.slice(byte, line.end))?.[0].length ?? 0;
    const offers = RULES.map((rule): Offer => ({
      label: rule.code,
      kind: CompletionItemKind.Value,
      detail: rule.title,
      data: { rule: rule.code },
      newText: rule.code,
    }));
    return listOf(offers, source.rangeOf(start, byte + rest), context);
  }
  if (!/^#\s*(?:[a-z-]+(?:\s+[a-z-]*)?)?$/.test(before) || !startsDirective(before))
    return { isIncomplete: false, items: [] };
  const offers = DIRECTIVES.map((directive): Offer => ({
    label: `# vsftpd-lens ${directive.name}`,
    kind: CompletionItemKind.Keyword,
    detail: directive.doc,
    newText: `# vsftpd-lens ${directive.name} `,
  }));
  return listOf(offers, source.rangeOf(line.start, byte), context);
}

/** Whether the text so far can become a directive, so that ordinary comments get no offers. */
function startsDirective(before: string): boolean {
  const typed = before.replace(/^#\s*/, '').replace(/\s+/g, ' ');
  return DIRECTIVES.some((directive) => `vsftpd-lens ${directive.name}`.startsWith(typed));
}

function listOf(offers: readonly Offer[], range: Range, context: CompletionContext): CompletionList {
  const { listDefaults } = context.support;
  const items = offers.map(({ newText, format, ...item }): CompletionItem => {
    const formatted = format === undefined ? item : { ...item, insertTextFormat: format };
    if (!listDefaults) return { ...formatted, textEdit: { range, newText } };
    return newText === item.label ? formatted : { ...formatted, textEditText: newText };
  });
  return { isIncomplete: false, items, ...(listDefaults ? { itemDefaults: { editRange: range } } : {}) };
}

/** Adds the documentation to the one item that the user looks at. */
export function resolveCompletion(
  item: CompletionItem,
  modelsFor: (choice: BuildChoice) => readonly ConfigModel[],
  rulePages: string | undefined,
): CompletionItem {
  const data: unknown = item.data ?? { setting: item.label };
  if (!isRecord(data)) return item;
  if (typeof data['rule'] === 'string') {
    const value = ruleHover(data['rule'], rulePages);
    return value === undefined ? item : { ...item, documentation: { kind: 'markdown', value } };
  }
  const setting = typeof data['setting'] === 'string' ? settingNamed(data['setting']) : undefined;
  if (!setting) return item;
  const build = typeof data['build'] === 'string' && isBuildChoice(data['build']) ? data['build'] : 'any';
  const value = settingHelp(setting, { build, models: modelsFor(build) })
    .filter((block) => block !== '')
    .join('\n\n');
  return { ...item, documentation: { kind: 'markdown', value } };
}
