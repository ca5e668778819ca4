import {
  CodeActionKind,
  type CodeAction,
  type Diagnostic,
  type Hover,
  type TextEdit,
} from 'vscode-languageserver';
import { settingChanges, type BuildChoice, type Position, type Range } from '../../core/config/index.js';
import {
  describeMention,
  type MismatchSeverity,
  type PortFix,
  type PortMention,
  type TextSpan,
} from '../../core/firewall/index.js';
import {
  readSuppressions,
  severityFor,
  type Severity,
  type SeverityOverrides,
} from '../../core/rules/index.js';
import { settingRange } from '../../core/verdict/port-agreement.js';
import type { FirewallPart } from '../store/firewall-files.js';
import type { PlacedConfig, Surroundings, WorkspaceMismatch } from '../store/surroundings.js';
import { LSP_SEVERITY, SOURCE, type DiagnosticSupport } from './diagnostics.js';
import { inline } from './markdown.js';
import { rulePage } from './rule-help.js';

/** A mismatch as one of its two files shows it. */
interface ShownMismatch {
  readonly placed: WorkspaceMismatch;
  readonly severity: MismatchSeverity | Severity;
  readonly range: Range;
  readonly message: string;
  /** The other file, and the place in it. */
  readonly other: { readonly uri: string; readonly range: Range; readonly message: string };
}

/** What a document shows of the mismatches it takes part in, by the user's severities and the file's own comments. */
export function shownIn(
  uri: string,
  found: readonly WorkspaceMismatch[],
  severities: SeverityOverrides | undefined,
): readonly ShownMismatch[] {
  const suppressed = new Map<PlacedConfig, ReturnType<typeof readSuppressions>>();
  return found.flatMap((placed): ShownMismatch[] => {
    const { mismatch, config, part } = placed;
    const inConfig = uri === config.uri;
    if (!inConfig && uri !== part.uri) return [];
    const severity = severityFor(mismatch.id, mismatch.severity, severities ?? {});
    if (severity === 'off') return [];
    const here = settingRange(config.config.document, mismatch.settings);
    let isOff = suppressed.get(config);
    if (!isOff) suppressed.set(config, (isOff = readSuppressions(config.config.document)));
    if (isOff(mismatch.id, here.start.line)) return [];
    const there = rangeInPart(part, mismatch.at);
    const sides = {
      config: { uri: config.uri, range: here, message: mismatch.message },
      firewall: { uri: part.uri, range: there, message: mismatch.messageThere },
    };
    const own = inConfig ? sides.config : sides.firewall;
    return [
      {
        placed,
        severity,
        range: own.range,
        message: own.message,
        other: inConfig ? sides.firewall : sides.config,
      },
    ];
  });
}

export function mismatchDiagnostic(
  { placed, severity, range, message, other }: ShownMismatch,
  support: DiagnosticSupport,
  rulePages: string | undefined,
): Diagnostic {
  const { id, fixes } = placed.mismatch;
  const href = support.codeDescription ? rulePage(id, rulePages) : undefined;
  return {
    range,
    severity: LSP_SEVERITY[severity],
    source: SOURCE,
    code: id,
    message,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    ...(support.related
      ? { relatedInformation: [{ location: { uri: other.uri, range: other.range }, message: other.message }] }
      : {}),
    ...(support.data
      ? { data: { stage: 'passive', builds: null, fixes: fixes.map(({ title }) => title) } }
      : {}),
  };
}

/** Repairs in either file, and "disable". */
export function mismatchActions(
  shown: readonly ShownMismatch[],
  uri: string,
  range: Range,
  diagnostics: readonly Diagnostic[],
  commands: ReadonlySet<string>,
): CodeAction[] {
  const here = shown.filter(
    (one) => one.range.start.line <= range.end.line && one.range.end.line >= range.start.line,
  );
  const repairs = here.flatMap((one) => {
    const solved = diagnostics.filter((shownAlready) => shownAlready.code === one.placed.mismatch.id);
    return one.placed.mismatch.fixes.map((fix): CodeAction => ({
      title: titleOf(fix, one.placed, uri),
      kind: CodeActionKind.QuickFix,
      ...(solved.length > 0 ? { diagnostics: solved } : {}),
      edit: { changes: editsOf(fix, one.placed) },
    }));
  });
  const ids = [...new Set(here.map(({ placed }) => placed.mismatch.id))];
  const disabling = commands.has('vsftpdLens.disableRule')
    ? ids.map((id): CodeAction => {
        const title = `Disable ${id} in the workspace settings`;
        return {
          title,
          kind: CodeActionKind.QuickFix,
          command: { title, command: 'vsftpdLens.disableRule', arguments: [id, uri] },
        };
      })
    : [];
  return [...withoutRepeats(repairs), ...disabling];
}

/** The same repair may be offered for several lines. */
function withoutRepeats(actions: readonly CodeAction[]): CodeAction[] {
  return [
    ...new Map(actions.map((action) => [JSON.stringify([action.title, action.edit]), action])).values(),
  ];
}

/** Names the file where it is not the one before the user. */
function titleOf(fix: PortFix, { config, firewall }: WorkspaceMismatch, uri: string): string {
  const edited = firewall.parts.filter(({ path }) => fix.edits.some((edit) => edit.path === path));
  const touched = [...edited.map((part) => part.uri), ...(fix.settings === null ? [] : [config.uri])];
  const elsewhere = touched.filter((one) => one !== uri).map((one) => lastPart(one));
  return elsewhere.length === 0 ? fix.title : `${fix.title} (${elsewhere.join(', ')})`;
}

function editsOf(fix: PortFix, { config, firewall }: WorkspaceMismatch): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const part of firewall.parts) {
    const own = fix.edits
      .filter(({ path }) => path === part.path)
      .map(({ at, newText }) => ({ range: rangeInPart(part, at), newText }));
    if (own.length > 0) changes[part.uri] = own;
  }
  if (fix.settings !== null) {
    changes[config.uri] = settingChanges(config.config.document.source.text, fix.settings).map(
      ({ line, start, end, newText }) => ({
        range: { start: { line, character: start }, end: { line, character: end } },
        newText,
      }),
    );
  }
  return changes;
}

/** Which part of the FTP service a port line serves. Markdown; null where there is no port under the cursor. */
export function hoverPorts(
  around: Surroundings,
  uri: string,
  position: Position,
  build: BuildChoice,
): Hover | null {
  const found = around.firewall(uri);
  if (!found) return null;
  const { file, part } = found;
  const offset = part.start + part.content.offsetAt(position);
  const mention = file.reading.mentions
    .filter(({ at }) => at.start <= offset && offset <= at.end)
    .sort((a, b) => a.at.end - a.at.start - (b.at.end - b.at.start))[0];
  if (!mention) return null;
  const { start, end } = mention.at;
  const services = around.servicesOf(file, build);
  if (services.length === 0) return null;
  const lines = services.map(({ config, service }) => {
    const name = services.length > 1 ? `${inline(lastPart(config.uri))}: ` : '';
    return `${name}${capital(describeMention(service, mention))}.`;
  });
  const origin = mention.isFilled === true ? ', by the values of `.env`' : '';
  const value = [`**${spelt(mention)}** ${DOES[mention.does]}${origin}.`, ...lines].join('\n\n');
  return {
    contents: { kind: 'markdown', value },
    range: rangeInPart(part, { start: start - part.start, end: end - part.start }),
  };
}

const DOES: Readonly<Record<PortMention['does'], string>> = {
  accepts: 'let in',
  drops: 'dropped in silence',
  rejects: 'refused',
  forwards: 'forwarded',
  publishes: 'published',
  exposes: 'declared, and not opened by that',
  watches: 'watched by the FTP helper',
};

function spelt({ ports, inner }: PortMention): string {
  const one = (range: { low: number; high: number }): string =>
    range.low === range.high ? `Port ${range.low}` : `Ports ${range.low}-${range.high}`;
  if (!inner || inner.low === ports.low) return one(ports);
  const to = inner.low === inner.high ? `${inner.low}` : `${inner.low}-${inner.high}`;
  return `${one(ports)} → ${to}`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function rangeInPart({ content }: FirewallPart, { start, end }: TextSpan): Range {
  return { start: content.positionAt(start), end: content.positionAt(end) };
}

function lastPart(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
