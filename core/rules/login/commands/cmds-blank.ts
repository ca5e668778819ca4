import { decodeUtf8, trim } from '../../../config/index.js';
import { commandLists } from '../../support/command-list.js';
import { quoted } from '../../support/places.js';
import type { Rule } from '../../rule.js';

export const cmdsBlank: Rule = {
  code: 'cmds-blank',
  title: 'A blank in a list of commands',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  page: {
    why: 'The list is cut at commas and nowhere else, so in `PASV, RETR` the second item is a blank and RETR, which no command ever is. In `cmds_allowed` the command stays forbidden ("550 Permission denied."), in `cmds_denied` it stays allowed.',
    bad: 'cmds_allowed=PASV, RETR,QUIT\n',
    good: 'cmds_allowed=PASV,RETR,QUIT\n',
  },
  checkModel(model, report) {
    for (const { name, items } of commandLists(model)) {
      for (const { text, start, end } of items) {
        const word = trim(text);
        if (word === text || word === '') continue;
        report({
          start,
          end,
          message: `The blank beside ${quoted(word)} makes it no command; it ${name === 'cmds_allowed' ? 'stays forbidden ("550 Permission denied.")' : 'stays allowed'}.`,
          fixes: [
            { title: 'Remove the blank', edits: [{ start, end, newText: decodeUtf8(word) }], safe: true },
          ],
        });
      }
    }
  },
};
