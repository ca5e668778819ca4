import { trim } from '../../../config/index.js';
import type { Rule } from '../../support/index.js';
import { CLIENT_WORDS, commandLists, COMMANDS, FOREIGN_COMMANDS, quoted } from '../../support/index.js';

export const cmdsUnknown: Rule = {
  code: 'cmds-unknown',
  title: 'Not an FTP command',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The lists hold the commands that travel on the wire (RFC 959 and its successors), not the words that users type in a client: GET is RETR, PUT is STOR, DELETE is DELE. A word that no client sends has no effect.',
  bad: 'cmds_denied=DELETE,RMD\n',
  good: 'cmds_denied=DELE,RMD\n',
  checkModel(model, report) {
    for (const { items } of commandLists(model)) {
      for (const { text, start, end } of items) {
        const word = trim(text).toUpperCase();
        if (word === '' || COMMANDS.has(word) || FOREIGN_COMMANDS.has(word)) continue;
        const wire = CLIENT_WORDS.get(word);
        report({
          start,
          end,
          message: `${quoted(trim(text))} is not an FTP command, so this item does nothing${wire ? `; clients send ${wire}` : ''}.`,
          fixes: wire ? [{ title: `Change to ${wire}`, edits: [{ start, end, newText: wire }] }] : [],
        });
      }
    }
  },
};
