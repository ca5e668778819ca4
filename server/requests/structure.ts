import type { SemanticTokens, SemanticTokensParams } from 'vscode-languageserver';
import { buildsOf } from '../../core/config/index.js';
import { linesIn } from '../features/cursor.js';
import { documentLinks } from '../features/document-links.js';
import { foldingRanges } from '../features/folding.js';
import { selectionRanges } from '../features/selection-ranges.js';
import { semanticTokens, tokenEdits } from '../features/semantic-tokens.js';
import { documentSymbols, flatSymbols } from '../features/symbols.js';
import type { Session } from '../session.js';

/** Outline, folding, selection, colours, links: the shape of a file. */
export function registerStructure(session: Session): void {
  const { connection, client } = session;
  connection.onDocumentSymbol(
    session.onConfig(null, ({ file }) => {
      const symbols = documentSymbols(file.document);
      return client.symbolTree ? symbols : flatSymbols(file.uri, symbols);
    }),
  );
  connection.onFoldingRanges(
    session.onConfig(null, ({ file }) => foldingRanges(file.document, client.foldingLimit)),
  );
  connection.onSelectionRanges(
    session.onConfig(null, ({ params, file }) => selectionRanges(file.document, params.positions)),
  );
  connection.onDocumentLinks(session.onConfig(null, ({ file }) => documentLinks(file.document, file.uri)));
  registerTokens(session);
}

function registerTokens(session: Session): void {
  const { connection } = session;
  const { semanticTokens: tokens } = connection.languages;
  /** The last full answer per document: what a delta starts from. */
  const last = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  let count = 0;
  const remember = (uri: string, data: readonly number[]): string => {
    const resultId = String(++count);
    last.set(uri, { resultId, data });
    return resultId;
  };
  session.documents.onDidClose(({ document }) => last.delete(document.uri));
  tokens.on(
    session.onConfig<SemanticTokensParams, SemanticTokens>({ data: [] }, ({ file, settings }) => {
      const data = semanticTokens(file.document, buildsOf(settings.build));
      return { resultId: remember(file.uri, data), data };
    }),
  );
  tokens.onDelta(
    session.onConfig(null, ({ params, file, settings }) => {
      const before = last.get(file.uri);
      const data = semanticTokens(file.document, buildsOf(settings.build));
      const resultId = remember(file.uri, data);
      if (before?.resultId !== params.previousResultId) return { resultId, data };
      return { resultId, edits: tokenEdits(before.data, data) };
    }),
  );
  tokens.onRange(
    session.onConfig({ data: [] }, ({ params, file, settings }) => ({
      data: semanticTokens(file.document, buildsOf(settings.build), linesIn(file.document, params.range)),
    })),
  );
}
