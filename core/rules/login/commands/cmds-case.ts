import { decodeUtf8, trim } from '../../../config/index.js';
import { commandLists, quoted, type Rule } from '../../support/index.js';

export const cmdsCase: Rule = {
  code: 'cmds-case',
  title: 'Lower case in a list of commands',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The daemon compares the command in upper case with the list as written. An item in lower case never matches.',
  bad: 'cmds_denied=dele,rmd\n',
  good: 'cmds_denied=DELE,RMD\n',
  checkModel(model, report) {
    for (const { name, items } of commandLists(model)) {
      for (const { text, start, end } of items) {
        if (!/[a-z]/.test(text)) continue;
        const word = trim(text).replace(/[a-z]/g, (letter) => letter.toUpperCase());
        report({
          start,
          end,
          message: `${quoted(text)} never matches, because commands are compared in upper case${trim(text) === text ? '' : ' and with their spaces'}; it ${name === 'cmds_allowed' ? 'stays blocked' : 'stays allowed'}.`,
          fixes: [
            {
              title: `Change to ${quoted(word)}`,
              edits: [{ start, end, newText: decodeUtf8(word) }],
              safe: true,
            },
          ],
        });
      }
    }
  },
};
