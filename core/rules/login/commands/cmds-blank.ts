import { decodeUtf8, trim } from '../../../config/index.js';
import { commandLists, quoted, type Rule } from '../../support/index.js';

export const cmdsBlank: Rule = {
  code: 'cmds-blank',
  title: 'A space in a list of commands',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The list is cut at commas and nowhere else, so in `PASV, RETR` the second item is a space and RETR, which is not recognised as a command. In `cmds_allowed` the command stays blocked ("550 Permission denied."), in `cmds_denied` it stays allowed.',
  bad: 'cmds_allowed=PASV, RETR,QUIT\n',
  good: 'cmds_allowed=PASV,RETR,QUIT\n',
  checkModel(model, report) {
    for (const { name, items } of commandLists(model)) {
      for (const { text, start, end } of items) {
        const word = trim(text);
        // Lower case is another rule's, which removes the space too.
        if (word === text || word === '' || /[a-z]/.test(word)) continue;
        report({
          start,
          end,
          message: `With the space ${quoted(word)} is not recognised as a command, so it ${name === 'cmds_allowed' ? 'stays blocked ("550 Permission denied.")' : 'stays allowed'}.`,
          fixes: [
            { title: 'Remove the space', edits: [{ start, end, newText: decodeUtf8(word) }], safe: true },
          ],
        });
      }
    }
  },
};
