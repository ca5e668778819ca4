import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import {
  readConfig,
  revealedBuilds,
  sourceFromText,
  type ConfigDocument,
  type Range,
} from '../../core/config/index.js';
import { checkConfig, type CheckOptions, type RuleFinding } from '../../core/rules/index.js';
import { MOST_ROUNDS, safeEdits } from '../../core/rules/safe-fixes.js';
import { FIX_ALL } from '../capabilities.js';
import { PatchedText } from '../edits.js';
import { directiveCodes } from './directives.js';
import { lineAtByte, shownEnd } from './cursor.js';

/** A selection of a whole file may ask for more; a menu that long is of no use. */
const MOST_FINDINGS = 50;

/** The client's command that asks where a rule is to be switched off: all ways in one entry. */
export const CHOOSE = 'vsftpdLens.chooseDisabling';

interface ActionRequest {
  readonly uri: string;
  readonly document: ConfigDocument;
  readonly findings: readonly RuleFinding[];
  readonly options: CheckOptions;
  readonly range: Range;
  /** What the client already shows there. */
  readonly diagnostics: readonly Diagnostic[];
  readonly only: readonly string[] | undefined;
  /** Commands that the client has registered. */
  readonly commands: ReadonlySet<string>;
}

/** Repairs and "disable" for the findings in the range, and fix-all where it is asked for. */
export function codeActions(request: ActionRequest): CodeAction[] {
  const actions: CodeAction[] = [];
  if (wants(request.only, CodeActionKind.QuickFix)) {
    const here = request.findings
      .filter((finding) => touches(finding.range, request.range))
      .slice(0, MOST_FINDINGS);
    const repairing = here.flatMap((finding) => repairs(request, finding));
    actions.push(
      ...repairing.filter((one) => one.isPreferred),
      ...repairing.filter((one) => !one.isPreferred),
    );
    const once = onePerLine(here);
    if (request.commands.has(CHOOSE)) actions.push(...folded(request, once));
    else for (const finding of once) actions.push(...disablings(request, finding));
    if (here.some((finding) => finding.builds !== null || finding.code === 'build-revealed'))
      actions.push(...buildChoice(request));
  }
  if (request.only?.some((kind) => includes(kind, FIX_ALL))) actions.push(...fixAllAction(request));
  return actions;
}

/** Safe repairs only, again and again until nothing is left to repair; as edits of the text that was given. */
export function fixAll(
  document: ConfigDocument,
  options: CheckOptions,
  findings?: readonly RuleFinding[],
): TextEdit[] {
  const patched = new PatchedText(document.source.text);
  let found = findings ?? checkConfig(document, options);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = safeEdits(found);
    if (edits.length === 0 || !patched.apply(edits)) break;
    found = checkConfig(readConfig(sourceFromText(patched.text), document.kind, options.path), options);
  }
  return patched.edits();
}

function repairs(request: ActionRequest, finding: RuleFinding): CodeAction[] {
  const shown = request.diagnostics.filter(
    (one) => one.code === finding.code && same(one.range, finding.range),
  );
  return finding.fixes.map((fix, i) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(shown.length > 0 ? { diagnostics: shown } : {}),
    ...(i === 0 && fix.safe ? { isPreferred: true } : {}),
    edit: { changes: { [request.uri]: fix.edits.map(({ range, newText }) => ({ range, newText })) } },
  }));
}

function disablings(request: ActionRequest, finding: RuleFinding): CodeAction[] {
  const { uri, document } = request;
  const { code } = finding;
  const shown = request.diagnostics.filter((one) => one.code === code);
  const base = { kind: CodeActionKind.QuickFix, ...(shown.length > 0 ? { diagnostics: shown } : {}) };
  const edit = (edits: TextEdit[]): Pick<CodeAction, 'edit'> => ({ edit: { changes: { [uri]: edits } } });
  const line = finding.range.start.line;
  const actions: CodeAction[] = [
    {
      ...base,
      title: `Disable ${code} for this line`,
      ...edit([directive(document, line, 'disable-next-line', code)]),
    },
    { ...base, title: `Disable ${code} for this file`, ...edit([fileDirective(document, code)]) },
  ];
  if (request.commands.has('vsftpdLens.disableRule')) {
    const title = `Disable ${code} in the workspace settings`;
    actions.push({
      ...base,
      title,
      command: { title, command: 'vsftpdLens.disableRule', arguments: [code, uri] },
    });
  }
  return actions;
}

/** One entry for all, so that the repairs stay in sight. */
function folded(request: ActionRequest, findings: readonly RuleFinding[]): CodeAction[] {
  const [first] = findings;
  if (!first) return [];
  const codes = new Set(findings.map(({ code }) => code));
  const title = codes.size === 1 ? `Disable ${first.code}…` : 'Disable a rule…';
  const lines = new Set(findings.map(({ range }) => range.start.line));
  const choices = findings.flatMap((finding) =>
    disablings(request, finding).map((way) => ({
      title:
        lines.size > 1 ? way.title.replace('this line', `line ${finding.range.start.line + 1}`) : way.title,
      edits: way.edit?.changes?.[request.uri] ?? null,
      code: finding.code,
    })),
  );
  const unique = [...new Map(choices.map((choice) => [choice.title, choice])).values()];
  const diagnostics = request.diagnostics.filter(({ code }) => codes.has(String(code)));
  const command = { title, command: CHOOSE, arguments: [request.uri, unique] };
  return [
    { title, kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 ? { diagnostics } : {}), command },
  ];
}

/** A comment above the line; a directive already there gets the code added. */
function directive(document: ConfigDocument, line: number, name: string, code: string): TextEdit {
  const above = line > 0 ? addedTo(document, line - 1, name, code) : undefined;
  const at = { line, character: 0 };
  return above ?? { range: { start: at, end: at }, newText: `# vsftpd-lens ${name} ${code}${eol(document)}` };
}

function fileDirective(document: ConfigDocument, code: string): TextEdit {
  const line = document.lines.find(
    (one) =>
      one.kind === 'comment' && document.source.bytes.startsWith('# vsftpd-lens disable-file', one.start),
  );
  const added = line && addedTo(document, document.source.positionAt(line.start).line, 'disable-file', code);
  return added ?? directive(document, 0, 'disable-file', code);
}

function addedTo(
  document: ConfigDocument,
  editorLine: number,
  name: string,
  code: string,
): TextEdit | undefined {
  const { source } = document;
  const line = lineAtByte(document, source.byteAt({ line: editorLine, character: 0 }));
  if (line?.kind !== 'comment') return undefined;
  const text = source.bytes.slice(line.start, shownEnd(document, line));
  const last = directiveCodes(text).at(-1);
  if (!last || !text.slice(0, last.start).includes(` ${name} `)) return undefined;
  const at = source.positionAt(line.start + last.start + last.code.length);
  return { range: { start: at, end: at }, newText: ` ${code}` };
}

/** Where builds differ, the user may say which one is meant; those that the file gives away are offered by name. */
function buildChoice(request: ActionRequest): CodeAction[] {
  if (request.options.build !== 'any' || !request.commands.has('vsftpdLens.setBuild')) return [];
  const choose = (title: string, ...builds: string[]): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    command: { title, command: 'vsftpdLens.setBuild', arguments: [request.uri, ...builds] },
  });
  const revealed = revealedBuilds(request.document, request.options.path).slice(0, 3);
  return [
    ...revealed.map((build) => choose(`Check against vsftpd of ${build.label}`, build.id)),
    choose('Choose the build of vsftpd to check against'),
  ];
}

function fixAllAction(request: ActionRequest): CodeAction[] {
  const edits = fixAll(request.document, request.options, request.findings);
  if (edits.length === 0) return [];
  return [
    {
      title: 'Fix all auto-fixable vsftpd problems',
      kind: FIX_ALL,
      edit: { changes: { [request.uri]: edits } },
    },
  ];
}

/** Whether a request asks for a kind of action; one that names none asks for all. */
export function wants(only: readonly string[] | undefined, kind: string): boolean {
  return !only || only.some((asked) => includes(asked, kind));
}

/** Kinds are a tree: `source.fixAll` asks for `source.fixAll.vsftpd` too. */
function includes(asked: string, kind: string): boolean {
  return asked === '' || asked === kind || kind.startsWith(`${asked}.`);
}

function onePerLine(findings: readonly RuleFinding[]): RuleFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, range }) => {
    const key = `${code}:${range.start.line}`;
    return !seen.has(key) && seen.add(key);
  });
}

function touches(a: Range, b: Range): boolean {
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function before(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function same(a: Range, b: Range): boolean {
  return (
    !before(a.start, b.start) && !before(b.start, a.start) && !before(a.end, b.end) && !before(b.end, a.end)
  );
}

function eol(document: ConfigDocument): string {
  return document.source.bytes.includes('\r\n') ? '\r\n' : '\n';
}
