import { decodeUtf8 } from '../../../config/index.js';
import { commandLists, type Rule } from '../../support/index.js';

export const cmdsEmptyItem: Rule = {
  code: 'cmds-empty-item',
  title: 'An empty item ends the list of commands',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The daemon stops reading at the first empty item: of `PASV,,QUIT` only PASV counts. A comma at the very end does no harm.',
  bad: 'cmds_allowed=PASV,,RETR,QUIT\n',
  good: 'cmds_allowed=PASV,RETR,QUIT\n',
  checkModel(model, report) {
    for (const { name, line, items, read } of commandLists(model)) {
      const empty = items[read.length];
      if (!empty || items.slice(read.length).every((item) => item.text === '')) continue;
      const lost = items.slice(read.length).filter((item) => item.text !== '').length;
      const kept = items.filter((item) => item.text !== '').map((item) => item.text);
      const start = items[0]?.start ?? line.valueStart;
      const end = items[items.length - 1]?.end ?? start;
      report({
        start: read.length === 0 ? empty.start : empty.start - 1,
        end: empty.end + 1,
        message: `The list ends at this empty item: ${lost === 1 ? 'the item' : `the ${lost} items`} after it ${lost === 1 ? 'is' : 'are'} never read and ${name === 'cmds_allowed' ? 'stay blocked' : 'stay allowed'}.`,
        fixes: [
          {
            title: 'Remove the empty items',
            edits: [{ start, end, newText: decodeUtf8(kept.join(',')) }],
            safe: true,
          },
        ],
      });
    }
  },
};
