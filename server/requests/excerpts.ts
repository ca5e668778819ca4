import type { Hover, InlayHint } from 'vscode-languageserver';
import { hoverReply, replyHints } from '../features/replies.js';
import { isRecord } from '../../core/events/record.js';
import type { Session } from '../session.js';
import { passiveRanges } from '../store/passive-ranges.js';

/** An excerpt holds at most so many lines. */
const MOST_LINES = 2000;

/**
 * Decodes replies in lines that a client shows without handing their document over: large logs, any plain text. The
 * parameters are `{ firstLine, lines }`, for a hover also `position`; positions count in the document.
 */
export function registerExcerpts(session: Session): void {
  const { connection } = session;
  connection.onRequest('vsftpdLens/excerptHover', (params: unknown): Hover | null =>
    session.safely(null, () => {
      const excerpt = readExcerpt(params);
      const position = isRecord(params) ? params['position'] : undefined;
      if (!excerpt || !isRecord(position)) return null;
      const { line, character } = position;
      if (typeof line !== 'number' || typeof character !== 'number') return null;
      return hoverReply(
        excerpt(line),
        { line, character },
        {
          previous: excerpt(line - 1),
          ranges: () => passiveRanges(session.store.surroundings().configs, 'any'),
        },
      );
    }),
  );
  connection.onRequest('vsftpdLens/excerptHints', (params: unknown): InlayHint[] =>
    session.safely([], () => {
      const excerpt = readExcerpt(params);
      if (!excerpt || !isRecord(params)) return [];
      const firstLine = Number(params['firstLine']);
      return replyHints(excerpt, {
        start: { line: firstLine, character: 0 },
        end: { line: firstLine + MOST_LINES - 1, character: 0 },
      });
    }),
  );
}

/** The text of a line of the document; empty outside the excerpt. */
function readExcerpt(params: unknown): ((line: number) => string) | undefined {
  if (!isRecord(params)) return undefined;
  const { firstLine, lines } = params;
  if (typeof firstLine !== 'number' || !Number.isSafeInteger(firstLine) || !Array.isArray(lines))
    return undefined;
  return (line) => {
    const text: unknown = lines[line - firstLine];
    return typeof text === 'string' && line - firstLine < MOST_LINES ? text : '';
  };
}
