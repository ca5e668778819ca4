import type { BuildChoice, ConfigModel, Position, Range } from '../../core/config/index.js';
import { codeActions, wants } from '../features/code-actions.js';
import { complete, resolveCompletion } from '../features/completion.js';
import { completeVariables } from '../features/image-variables.js';
import { hoverConfig } from '../features/hover.js';
import { inlayHints } from '../features/inlay-hints.js';
import { withoutMarkdown } from '../features/markdown.js';
import { hoverPorts, mismatchActions, shownIn } from '../features/port-mismatches.js';
import { hoverVariable, startedHints, withStarted } from '../features/started.js';
import { hoverReply, replyHints } from '../features/replies.js';
import type { Session } from '../session.js';
import type { OpenFile } from '../store/open-file.js';
import { passiveRanges } from '../store/passive-ranges.js';
import {
  CodeActionKind,
  type CodeAction,
  type Hover,
  type InlayHint,
  type MarkupContent,
} from 'vscode-languageserver';

/** Hover, completion, quick fixes, inlay hints: help at the cursor. */
export function registerAssistance(session: Session): void {
  const { connection, client, runtime } = session;
  connection.onHover(
    session.on(null, ({ params, file, settings }) => {
      const { build } = settings;
      const onSetting =
        file.role === 'config'
          ? hoverConfig(file.document, params.position, {
              build,
              models: file.modelsFor(build),
              rulePages: runtime.rulePages,
            })
          : null;
      const around = session.store.surroundings();
      const hover =
        (onSetting &&
          withStarted(onSetting, file.document, params.position, around.givenTo(file.uri, build))) ??
        hoverPorts(around, file.uri, params.position, build) ??
        hoverVariable(around, file.uri, params.position) ??
        replyUnder(session, file, params.position, build);
      return hover && !client.markdown ? plain(hover) : hover;
    }),
  );
  registerCompletion(session);
  registerCodeActions(session);
  connection.languages.inlayHint.on(
    session.on(null, ({ params, file, settings }) => [
      ...(file.role === 'config' ? configHints(session, file, settings.build, params.range) : []),
      ...replyHints((line) => replyText(file, line), params.range),
    ]),
  );
}

/** Repairs first, of both files where two do not agree; then the ways to disable a rule. */
function registerCodeActions(session: Session): void {
  const { connection, client } = session;
  connection.onCodeAction(
    session.on(null, ({ params, file, settings }) => {
      const { uri } = file;
      const { range, context } = params;
      const own =
        file.role === 'config'
          ? codeActions({
              uri,
              document: file.document,
              findings: file.findings(settings, session.store.surroundings().givenTo(uri, settings.build)),
              options: file.checkOptions(settings),
              range,
              diagnostics: context.diagnostics,
              only: context.only,
              commands: client.commands,
            })
          : [];
      if (!wants(context.only, CodeActionKind.QuickFix)) return own;
      const across = shownIn(
        uri,
        session.store.surroundings().mismatches(settings.build),
        settings.check.severities,
      );
      const all = [...mismatchActions(across, uri, range, context.diagnostics, client.commands), ...own];
      const disables = ({ title }: CodeAction): boolean => title.startsWith('Disable ');
      return [...all.filter((one) => !disables(one)), ...all.filter(disables)];
    }),
  );
}

function configHints(session: Session, file: OpenFile, build: BuildChoice, range: Range): InlayHint[] {
  const given = session.store.surroundings().givenTo(file.uri, build);
  return [
    ...inlayHints(file.document, file.modelsFor(build), build, range),
    ...startedHints(file.document, given, range),
  ];
}

function registerCompletion(session: Session): void {
  const { connection, client, runtime, store } = session;
  /** The config that was completed last: an item's documentation speaks of it, as its hover does. */
  let completed = '';
  connection.onCompletion(
    session.on(null, ({ params, file, settings }) => {
      if (file.role !== 'config') {
        const offered = completeVariables((line) => lineOf(file, line), params.position);
        return offered.length > 0 ? offered : null;
      }
      completed = file.uri;
      return complete(file.document, params.position, {
        build: settings.build,
        support: client.completion,
        atHand: file.atHand,
      });
    }),
  );
  connection.onCompletionResolve((item) =>
    session.safely(item, () => {
      const modelsFor = (build: BuildChoice): readonly ConfigModel[] =>
        store.get(completed)?.modelsFor(build) ?? [];
      const resolved = resolveCompletion(item, modelsFor, runtime.rulePages);
      const { documentation } = resolved;
      return client.markdown || typeof documentation !== 'object'
        ? resolved
        : { ...resolved, documentation: plainText(documentation) };
    }),
  );
}

/** Without its break; undefined after the last one. */
function lineOf(file: OpenFile, line: number): string | undefined {
  return line < 0 || line >= file.lineCount ? undefined : file.lineText(line).split(/[\r\n]/, 1)[0];
}

/** In a config file only comments can hold replies. */
function replyText(file: OpenFile, line: number): string {
  const text = file.lineText(line);
  return file.role === 'config' && !text.startsWith('#') ? '' : text;
}

function replyUnder(session: Session, file: OpenFile, position: Position, build: BuildChoice): Hover | null {
  return hoverReply(replyText(file, position.line), position, {
    previous: file.lineText(position.line - 1),
    ranges: () => passiveRanges(session.store.surroundings().configs, build),
  });
}

function plain(hover: Hover): Hover {
  return { ...hover, contents: plainText(hover.contents as MarkupContent) };
}

function plainText({ value }: MarkupContent): MarkupContent {
  return { kind: 'plaintext', value: withoutMarkdown(value) };
}
