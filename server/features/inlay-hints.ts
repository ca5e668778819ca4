import { InlayHintKind, type InlayHint } from 'vscode-languageserver';
import {
  buildsOf,
  intendedName,
  namesOf,
  settingNamed,
  trim,
  type BuildChoice,
  type ConfigDocument,
  type ConfigModel,
  type Range,
  type Setting,
  type SettingLine,
} from '../../core/config/index.js';
import { linesIn, shownEnd } from './cursor.js';
import { display, inWords, isMode, portUsed, readingsOf } from './numbers.js';

/** What a line really means to the daemon, where it is not what it looks like. Only lines of the range are looked at. */
export function inlayHints(
  document: ConfigDocument,
  models: readonly ConfigModel[],
  build: BuildChoice,
  range: Range,
): InlayHint[] {
  const hints: InlayHint[] = [];
  for (const line of linesIn(document, range)) {
    if (line.kind !== 'setting' || line.dropped || line.opaque || line.value === '') continue;
    const labels = labelsOf(document, models, build, line);
    if (labels.length === 0) continue;
    hints.push({
      position: document.source.positionAt(shownEnd(document, line)),
      label: labels.join(' · '),
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
    });
  }
  return hints;
}

function labelsOf(
  document: ConfigDocument,
  models: readonly ConfigModel[],
  build: BuildChoice,
  line: SettingLine,
): string[] {
  const setting = settingNamed(intendedName(line));
  if (!setting) return [];
  const overridden = overriddenBy(document, line);
  if (overridden) return [overridden];
  if (setting.type !== 'number' && setting.type !== 'octal') return [];
  return [numberLabel(setting, line, build), rangeLabel(setting, models)].filter(
    (label) => label !== undefined,
  );
}

function overriddenBy(document: ConfigDocument, line: SettingLine): string | undefined {
  const same = document.byName.get(intendedName(line)) ?? [];
  const last = same[same.length - 1];
  if (!last || last === line || anyConditional(same)) return undefined;
  const at = document.source.positionAt(last.start).line + 1;
  const value = document.source.slice(last.valueStart, last.valueStart + last.value.length).trim();
  return `overridden in line ${at}: ${value.length > 40 ? `${value.slice(0, 40)}…` : value || '(empty)'}`;
}

/** Asked for each line of a name, so kept: a file may set one name a thousand times. */
const conditional = new WeakMap<readonly SettingLine[], boolean>();

function anyConditional(lines: readonly SettingLine[]): boolean {
  const known = conditional.get(lines) ?? lines.some((line) => line.conditional);
  conditional.set(lines, known);
  return known;
}

/** undefined for a number that is just what it looks like. */
function numberLabel(setting: Setting, line: SettingLine, build: BuildChoice): string | undefined {
  const readings = [...readingsOf(line, buildsOf(build)).values()];
  const [main, ...others] = readings.sort((a, b) => b.builds.length - a.builds.length);
  if (!main) return undefined;
  const shown = (value: number): string => {
    const port = portUsed(setting, value);
    const words = inWords(setting, value);
    return port !== undefined
      ? `port ${port}`
      : words
        ? `${display(setting, value)}, ${words}`
        : display(setting, value);
  };
  const text = trim(line.value);
  const { value } = main.parsed;
  const plain =
    text === display(setting, value) ||
    (isMode(setting) && /^0[0-7]+$/.test(text) && parseInt(text, 8) === value);
  if (others.length > 0) {
    const differing = others.map((one) => `${shown(one.parsed.value)} on ${namesOf(one.builds)}`);
    return `= ${shown(value)} (${differing.join(', ')})`;
  }
  if (!plain || portUsed(setting, value) !== undefined) return `= ${shown(value)}`;
  return inWords(setting, value);
}

/** Shown once, at the bound that is written last in the pair: pasv_max_port, else pasv_min_port. */
function rangeLabel(setting: Setting, models: readonly ConfigModel[]): string | undefined {
  if (setting.name !== 'pasv_min_port' && setting.name !== 'pasv_max_port') return undefined;
  const model = models[0];
  const used = model?.passiveRange();
  if (!model || !used) return undefined;
  const ignored =
    setting.name === 'pasv_min_port' ? used.minIgnored : used.maxIgnored && model.number(setting.name) !== 0;
  const carries = setting.name === 'pasv_max_port' || !model.isSet('pasv_max_port');
  const ports = `${used.low}-${used.high}`;
  if (ignored) return carries ? `ignored, so ${ports}` : 'ignored';
  return carries ? `ports ${ports} (${used.size})` : undefined;
}
