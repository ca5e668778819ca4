import type { Hover } from 'vscode-languageserver';
import {
  BUILDS,
  buildsOf,
  defaultOf,
  intendedName,
  knows,
  namesOf,
  settingNamed,
  type BuildChoice,
  type BuildId,
  type ConfigDocument,
  type ConfigModel,
  type Line,
  type Position,
  type Range,
  type Setting,
  type SettingLine,
} from '../../core/config/index.js';
import { byteAt, lineAtByte, nameRange, valueBytes } from './cursor.js';
import { directiveCodes } from './directives.js';
import { GROUP_LABELS, UNIT_LABELS } from './labels.js';
import { code, inline } from './markdown.js';
import { ruleHover } from './rule-help.js';
import { valueMeaning } from './value-meaning.js';

/** What hovers need to know besides the file. */
interface HoverContext {
  readonly build: BuildChoice;
  /** One per build of the choice. */
  readonly models: readonly ConfigModel[];
  /** URI of the folder with one page per rule. */
  readonly rulePages: string | undefined;
}

/** The setting, value or rule code under the cursor, explained. Markdown. */
export function hoverConfig(
  document: ConfigDocument,
  position: Position,
  context: HoverContext,
): Hover | null {
  const byte = byteAt(document, position);
  const line = lineAtByte(document, byte);
  if (line?.kind === 'comment') return hoverComment(document, line, byte, context);
  if (line?.kind !== 'setting') return null;
  const setting = settingNamed(intendedName(line));
  if (!setting) return null;
  const value = valueBytes(line);
  const onValue = line.hasEquals && byte >= line.valueStart && value.end > value.start;
  const range = onValue ? document.source.rangeOf(value.start, value.end) : nameRange(document, line);
  const [head = '', ...help] = settingHelp(setting, context);
  const here = lineHelp(document, line, setting, context);
  // On a value its effect comes first.
  return toHover(onValue ? [head, ...here, ...help] : [head, ...help, ...here], range);
}

/** A comment may hold a suppression, or a setting that is switched off. */
function hoverComment(
  document: ConfigDocument,
  line: Line,
  byte: number,
  context: HoverContext,
): Hover | null {
  const { source } = document;
  const text = source.bytes.slice(line.start, line.end);
  for (const found of directiveCodes(text)) {
    const start = line.start + found.start;
    if (byte < start || byte > start + found.code.length) continue;
    const help = ruleHover(found.code, context.rulePages);
    return help ? toHover([help], source.rangeOf(start, start + found.code.length)) : null;
  }
  const match = /^#+[ \t]*([a-z][a-z0-9_]*)[ \t]*=/.exec(text);
  const name = match?.[1] ?? '';
  const setting = settingNamed(name);
  const start = line.start + text.indexOf(name);
  if (!setting || byte < start || byte > start + name.length) return null;
  const help = [...settingHelp(setting, context), 'This line is a comment: it sets nothing.'];
  return toHover(help, source.rangeOf(start, start + name.length));
}

function toHover(blocks: readonly string[], range: Range): Hover {
  return {
    contents: { kind: 'markdown', value: blocks.filter((block) => block !== '').join('\n\n') },
    range,
  };
}

/** What a setting is, whatever the file says. One block per paragraph. */
export function settingHelp(setting: Setting, context: Pick<HoverContext, 'build' | 'models'>): string[] {
  const type = { bool: 'YES or NO', number: 'number', octal: 'number', string: 'text' }[setting.type];
  const unit = setting.unit && setting.unit !== 'text' ? ` (${UNIT_LABELS[setting.unit]})` : '';
  return [
    `**${setting.name}** · ${type}${unit} · ${GROUP_LABELS[setting.group]}`,
    setting.doc,
    setting.trap ? `⚠ ${setting.trap}` : '',
    [
      defaultHelp(setting, context.build),
      needsHelp(setting, context.models),
      buildsHelp(setting, context.build),
    ]
      .filter((text) => text !== '')
      .join('  \n'),
  ];
}

/** What this line sets. */
function lineHelp(
  document: ConfigDocument,
  line: SettingLine,
  setting: Setting,
  context: HoverContext,
): string[] {
  if (line.dropped) return ['vsftpd does not read this line: it lies after the first 100,000 bytes.'];
  const same = document.byName.get(setting.name) ?? [];
  const last = same[same.length - 1];
  const overridden =
    last && last !== line && !same.some((one) => one.conditional)
      ? `Without effect: line ${document.source.positionAt(last.start).line + 1} sets it again, and the last one counts.`
      : '';
  const meaning = valueMeaning(line, setting, context.models);
  return [meaning.length > 0 ? `**In this file:** ${meaning.join('  \n')}` : '', overridden];
}

function defaultHelp(setting: Setting, choice: BuildChoice): string {
  const groups = new Map<string | null, BuildId[]>();
  for (const { id } of buildsOf(choice).filter((one) => knows(one.id, setting))) {
    const value = defaultOf(setting, id);
    const group = groups.get(value);
    if (group) group.push(id);
    else groups.set(value, [id]);
  }
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length);
  const [first, ...others] = sorted;
  if (!first) return '';
  const differing = others.map(([value, ids]) => `${shownDefault(value)} on ${labelsOf(ids)}`);
  return `Default: ${[shownDefault(first[0]), ...differing].join('; ')}`;
}

function shownDefault(value: string | null): string {
  return value === null ? 'unset' : value === '' ? 'empty' : code(value);
}

function labelsOf(ids: readonly BuildId[]): string {
  return namesOf(BUILDS.filter((build) => ids.includes(build.id)));
}

function buildsHelp(setting: Setting, choice: BuildChoice): string {
  const known = BUILDS.filter((build) => knows(build.id, setting));
  if (known.length === BUILDS.length) return '';
  if (known.length === 0) return 'No current build knows it: vsftpd refuses the file.';
  const here = choice === 'any' || knows(choice, setting) ? '' : `**Not known to ${labelsOf([choice])}.** `;
  return `${here}Known to ${namesOf(known)} only.`;
}

function needsHelp(setting: Setting, models: readonly ConfigModel[]): string {
  if (!setting.needs || setting.needs.length === 0) return '';
  const states = models.map((model) => holdsAny(setting.needs ?? [], model));
  const state = states.every((one) => one === states[0]) ? states[0] : undefined;
  const mark = state === undefined ? '' : state ? ' ✓' : ' — not set in this file';
  return `Needs ${setting.needs.map((terms) => terms.map(termText).join(' and ')).join(', or ')}${mark}`;
}

function holdsAny(needs: readonly (readonly string[])[], model: ConfigModel): boolean | undefined {
  const states = needs.map((terms) => {
    const held = terms.map((term) => model.holds(term));
    return held.includes(false) ? false : held.includes(undefined) ? undefined : true;
  });
  return states.includes(true) ? true : states.includes(undefined) ? undefined : false;
}

function termText(term: string): string {
  const negated = term.startsWith('!');
  const name = negated ? term.slice(1) : term;
  const type = settingNamed(name)?.type;
  if (type === 'bool') return code(`${name}=${negated ? 'NO' : 'YES'}`);
  return `${inline(name)} ${negated ? 'unset' : type === 'string' ? 'set' : 'above 0'}`;
}
