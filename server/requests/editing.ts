import { LSPErrorCodes, ResponseError, type FormattingOptions, type TextEdit } from 'vscode-languageserver';
import { buildsOf, type Range } from '../../core/config/index.js';
import { formatConfig } from '../format.js';
import {
  definition,
  highlights,
  occurrences,
  renameRange,
  renameToken,
  targetAt,
} from '../features/navigation.js';
import type { Session } from '../session.js';
import type { Settings } from '../settings.js';
import type { OpenFile } from '../store/open-file.js';

/** Formatting, definitions, references and renaming. */
export function registerEditing(session: Session): void {
  const { connection } = session;
  connection.onDocumentFormatting(
    session.onConfig(null, ({ params, file, settings }) => format(file, settings, params.options)),
  );
  connection.onDocumentRangeFormatting(
    session.onConfig(null, ({ params, file, settings }) =>
      format(file, settings, params.options, params.range),
    ),
  );
  connection.onDefinition(
    session.onConfig(null, ({ params, file }) => definition(file.document, file.uri, params.position)),
  );
  connection.onReferences(
    session.onConfig(null, ({ params, file }) => {
      const target = targetAt(file.document, params.position);
      return target ? occurrences(file.document, target).map((range) => ({ uri: file.uri, range })) : null;
    }),
  );
  connection.onDocumentHighlight(
    session.onConfig(null, ({ params, file }) => highlights(file.document, params.position)),
  );
  connection.onPrepareRename(
    session.onConfig(null, ({ params, file }) => renameRange(file.document, params.position) ?? null),
  );
  connection.onRenameRequest(
    session.onConfig(null, ({ params, file }) => {
      const edits = renameToken(file.document, params.position, params.newName);
      if (typeof edits === 'string') throw new ResponseError(LSPErrorCodes.RequestFailed, edits);
      return { changes: { [file.uri]: edits } };
    }),
  );
}

function format(file: OpenFile, settings: Settings, options: FormattingOptions, range?: Range): TextEdit[] {
  return formatConfig(file.document, {
    builds: buildsOf(settings.build),
    ...(range ? { range } : {}),
    ...(options.insertFinalNewline === undefined ? {} : { insertFinalNewline: options.insertFinalNewline }),
  });
}
