import { InlayHintKind, type Diagnostic, type Hover, type InlayHint } from 'vscode-languageserver';
import type { ConfigDocument, Position, Range } from '../../core/config/index.js';
import { describeVariable, judgeImages, type Started } from '../../core/deployment/index.js';
import { severityFor, type SeverityOverrides } from '../../core/rules/index.js';
import type { FirewallPart } from '../store/firewall-files.js';
import type { Surroundings } from '../store/surroundings.js';
import { lineAtByte, byteAt, shownEnd } from './cursor.js';
import { LSP_SEVERITY, SOURCE, type DiagnosticSupport } from './diagnostics.js';
import { code, inline } from './markdown.js';
import { rulePage } from './rule-help.js';

/** What scripts, options and variables give to a config, by the setting. */
type Given = ReadonlyMap<string, Started>;

const RANGE = ['pasv_min_port', 'pasv_max_port'] as const;

/** A hover on a setting, with the value that it is started with. */
export function withStarted(hover: Hover, document: ConfigDocument, position: Position, given: Given): Hover {
  const line = lineAtByte(document, byteAt(document, position));
  const one = line?.kind === 'setting' ? given.get(line.name) : undefined;
  const { contents } = hover;
  if (!one || one.isReached || typeof contents !== 'object' || !('kind' in contents)) return hover;
  const what =
    one.value === null
      ? `**As it is started:** perhaps another value, by ${inline(placed(one))}.`
      : `**As it is started:** ${code(one.value)}, by ${inline(placed(one))}.`;
  return { ...hover, contents: { ...contents, value: `${contents.value}\n\n${what}` } };
}

/** `21000-21010, by start.sh line 4`, at the lines that do not count, or after the last setting. */
export function startedHints(document: ConfigDocument, given: Given, range: Range): InlayHint[] {
  const [low, high] = RANGE.map((name) => given.get(name));
  const labels = new Map<number, string>();
  const note = (names: readonly string[], label: string): void => {
    const line =
      names.flatMap((name) => document.byName.get(name)?.at(-1) ?? [])[0] ?? document.settings.at(-1);
    if (!line) return;
    const at = document.source.positionAt(shownEnd(document, line));
    if (at.line >= range.start.line && at.line <= range.end.line) labels.set(shownEnd(document, line), label);
  };
  for (const one of given.values()) {
    if (one.value === null || (RANGE.some((name) => name === one.name) && low?.value && high?.value))
      continue;
    const written = document.byName.get(one.name)?.at(-1);
    if (written && written.value !== one.value) note([one.name], `= ${one.value}, by ${placed(one)}`);
  }
  if (low?.value && high?.value) {
    const places = [...new Set([placed(low), placed(high)])].join(' and ');
    note(['pasv_max_port', 'pasv_min_port', 'pasv_enable'], `${low.value}-${high.value}, by ${places}`);
  }
  return [...labels].map(([byte, label]) => ({
    position: document.source.positionAt(byte),
    label,
    kind: InlayHintKind.Parameter,
    paddingLeft: true,
  }));
}

function placed({ place }: Started): string {
  return place.replace(/:(\d+)$/, ' line $1');
}

/** What is wrong with containers of known images, by the file that starts them. */
export function imageDiagnostics(
  around: Surroundings,
  uri: string,
  severities: SeverityOverrides | undefined,
  support: DiagnosticSupport,
  rulePages: string | undefined,
): Diagnostic[] {
  const found = around.firewall(uri);
  if (!found) return [];
  if (found.file.reading.notRead !== undefined) return [notRead(found.file.reading.notRead)];
  if (!around.isAlone(found.file)) return [];
  const { file, part } = found;
  return judgeImages(file).flatMap((one): Diagnostic[] => {
    const severity = severityFor(one.id, one.severity, severities ?? {});
    if (severity === 'off' || one.path !== part.path) return [];
    const href = support.codeDescription ? rulePage(one.id, rulePages) : undefined;
    return [
      {
        range: rangeIn(part, one.at),
        severity: LSP_SEVERITY[severity],
        source: SOURCE,
        code: one.id,
        message: one.messageThere,
        ...(href === undefined ? {} : { codeDescription: { href } }),
      },
    ];
  });
}

/** Silence would look as if all were well. */
function notRead(why: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: LSP_SEVERITY.information,
    source: SOURCE,
    message: `The ports in this file are not compared: ${why}.`,
  };
}

/** What a variable of a known image does. Markdown. */
export function hoverVariable(around: Surroundings, uri: string, position: Position): Hover | null {
  const found = around.firewall(uri);
  if (!found) return null;
  const { file, part } = found;
  const offset = part.start + part.content.offsetAt(position);
  for (const { image, variables } of file.reading.gives?.containers ?? []) {
    const under = variables.find(({ at }) => at.start <= offset && offset <= at.end);
    const help = under && describeVariable(image, under.name);
    if (!under || help === undefined) continue;
    const at = { start: under.at.start - part.start, end: under.at.end - part.start };
    return {
      contents: { kind: 'markdown', value: `**${inline(under.name)}** · ${inline(image)}\n\n${help}` },
      range: rangeIn(part, at),
    };
  }
  return null;
}

function rangeIn(
  { content }: FirewallPart,
  { start, end }: { readonly start: number; readonly end: number },
): Range {
  return { start: content.positionAt(start), end: content.positionAt(end) };
}
