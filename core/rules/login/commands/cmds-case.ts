import { decodeUtf8, trim } from '../../../config/index.js';
import { commandLists, quoted, someOf, type Rule } from '../../support/index.js';

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
      const odd = items.filter(({ text }) => /[a-z]/.test(text));
      const [first] = odd;
      const last = odd.at(-1);
      if (!first || !last) continue;
      const one = odd.length === 1;
      const spaces = odd.some(({ text }) => trim(text) !== text) ? ' and with their spaces' : '';
      report({
        start: first.start,
        end: last.end,
        message: `${someOf(odd)} never match${one ? 'es' : ''}, because commands are compared in upper case${spaces}; ${one ? 'it stays' : 'they stay'} ${name === 'cmds_allowed' ? 'blocked' : 'allowed'}.`,
        fixes: [
          {
            title: one ? `Change to ${quoted(upper(first.text))}` : 'Change to upper case',
            edits: odd.map(({ text, start, end }) => ({ start, end, newText: decodeUtf8(upper(text)) })),
            safe: true,
          },
        ],
      });
    }
  },
};

function upper(text: string): string {
  return trim(text).replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
