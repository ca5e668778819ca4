import { decodeUtf8, trim } from '../../../config/index.js';
import { commandLists } from '../../support/command-list.js';
import { quoted } from '../../support/places.js';
import type { Rule } from '../../rule.js';

export const cmdsCase: Rule = {
  code: 'cmds-case',
  title: 'Small letters in a list of commands',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  page: {
    why: 'The daemon turns the command of a client into capital letters and compares it with the list as that stands. An item in small letters never matches.',
    bad: 'cmds_denied=dele,rmd\n',
    good: 'cmds_denied=DELE,RMD\n',
  },
  checkModel(model, report) {
    for (const { name, items } of commandLists(model)) {
      for (const { text, start, end } of items) {
        if (!/[a-z]/.test(text)) continue;
        const word = text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
        report({
          start,
          end,
          message: `${quoted(text)} never matches, for commands are compared in capital letters; it ${name === 'cmds_allowed' ? 'stays forbidden' : 'stays allowed'}.`,
          fixes: [
            {
              title: `Write ${quoted(trim(word))}`,
              edits: [{ start, end, newText: decodeUtf8(word) }],
              safe: true,
            },
          ],
        });
      }
    }
  },
};
