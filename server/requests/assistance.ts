import {
  buildsOf,
  ConfigModel,
  readConfig,
  sourceFromText,
  type BuildChoice,
  type Position,
} from '../../core/config/index.js';
import type { OpenFile } from '../config-files.js';
import { codeActions, wants } from '../features/code-actions.js';
import { complete, resolveCompletion } from '../features/completion.js';
import { hoverConfig } from '../features/hover.js';
import { inlayHints } from '../features/inlay-hints.js';
import { withoutMarkdown } from '../features/markdown.js';
import { hoverPorts, mismatchActions, shownIn } from '../features/port-mismatches.js';
import { hoverReply, replyHints } from '../features/replies.js';
import type { Session } from '../session.js';
import { CodeActionKind, type Hover, type MarkupContent } from 'vscode-languageserver';

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
      const hover =
        onSetting ??
        hoverPorts(session.neighbours, file.uri, params.position) ??
        replyUnder(session, file, params.position, build);
      return hover && !client.markdown ? plain(hover) : hover;
    }),
  );
  connection.onCompletion(
    session.onConfig(null, ({ params, file, settings }) =>
      complete(file.document, params.position, { build: settings.build, support: client.completion }),
    ),
  );
  connection.onCompletionResolve((item) =>
    session.safely(item, () => {
      const resolved = resolveCompletion(item, modelsOfNothing, runtime.rulePages);
      const { documentation } = resolved;
      return client.markdown || typeof documentation !== 'object'
        ? resolved
        : { ...resolved, documentation: plainText(documentation) };
    }),
  );
  connection.onCodeAction(
    session.on(null, ({ params, file, settings }) => {
      const { uri } = file;
      const { range, context } = params;
      const own =
        file.role === 'config'
          ? codeActions({
              uri,
              document: file.document,
              findings: file.findings(settings),
              options: file.checkOptions(settings),
              range,
              diagnostics: context.diagnostics,
              only: context.only,
              commands: client.commands,
            })
          : [];
      if (!wants(context.only, CodeActionKind.QuickFix)) return own;
      const across = shownIn(uri, session.neighbours.mismatches(settings.build), settings.check.severities);
      return [...mismatchActions(across, uri, range, context.diagnostics, client.commands), ...own];
    }),
  );
  connection.languages.inlayHint.on(
    session.on(null, ({ params, file, settings }) => {
      const own =
        file.role === 'config'
          ? inlayHints(file.document, file.modelsFor(settings.build), settings.build, params.range)
          : [];
      return [...own, ...replyHints((line) => replyText(file, line), params.range)];
    }),
  );
}

/** In a config file replies stand in comments only. */
function replyText(file: OpenFile, line: number): string {
  const text = file.lineText(line);
  return file.role === 'config' && !text.startsWith('#') ? '' : text;
}

function replyUnder(session: Session, file: OpenFile, position: Position, build: BuildChoice): Hover | null {
  return hoverReply(replyText(file, position.line), position, {
    previous: file.lineText(position.line - 1),
    ranges: () => session.files.passiveRanges(build),
  });
}

/** A setting in general: no file is asked. */
function modelsOfNothing(choice: BuildChoice): readonly ConfigModel[] {
  const nothing = readConfig(sourceFromText(''));
  return buildsOf(choice).map((build) => new ConfigModel(nothing, build));
}

function plain(hover: Hover): Hover {
  return { ...hover, contents: plainText(hover.contents as MarkupContent) };
}

function plainText({ value }: MarkupContent): MarkupContent {
  return { kind: 'plaintext', value: withoutMarkdown(value) };
}
