import { decodeUtf8, trim } from '../../../config/index.js';
import { commandLists, someOf, type Rule } from '../../support/index.js';

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
      // Lower case is another rule's, which removes the space too.
      const odd = items.filter(({ text }) => trim(text) !== text && trim(text) !== '' && !/[a-z]/.test(text));
      const [first] = odd;
      const last = odd.at(-1);
      if (!first || !last) continue;
      const one = odd.length === 1;
      report({
        start: first.start,
        end: last.end,
        message: `With the space ${someOf(odd)} ${one ? 'is not recognised as a command, so it stays' : 'are not recognised as commands, so they stay'} ${name === 'cmds_allowed' ? 'blocked ("550 Permission denied.")' : 'allowed'}.`,
        fixes: [
          {
            title: one ? 'Remove the space' : 'Remove the spaces',
            edits: odd.map(({ text, start, end }) => ({ start, end, newText: decodeUtf8(trim(text)) })),
            safe: true,
          },
        ],
      });
    }
  },
};
