import { settingNamed } from '../../../config/index.js';
import { faultsOfKind, nameRange, valueRange, type Rule } from '../../support/index.js';

export const oddCharacter: Rule = {
  code: 'odd-character',
  title: 'An invalid character in a name',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'A character that only looks like a space (a no-break space from a web page), a typographic dash or another letter outside ASCII is in the name. It is easily overlooked, and the daemon refuses the file.',
  bad: '\u00a0listen=YES\n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'odd-character')) {
      const { start, end } = nameRange(line);
      const text = context.document.source.slice(start, end);
      const cleaned = text
        .replace(/[\u00a0\u2000-\u200b\u2018-\u201f\u202f\u2060\u3000\ufeff\u00ab\u00bb]/g, '')
        .replace(/[\u2010-\u2015]/g, '_')
        .trim();
      const known = settingNamed(cleaned.toLowerCase());
      // A quote that was opened in the name is closed in the value.
      const { start: from, end: to } = valueRange(line);
      const value = context.document.source.slice(from, to);
      const closed = /^[\u2018-\u201f\u00ab]/.test(text)
        ? value.replace(/[\u2018-\u201f\u00bb]$/, '')
        : value;
      const inValue = closed === value ? [] : [{ start: from, end: to, newText: closed }];
      const odd = /[^\t -~]/u.exec(text)?.[0] ?? '';
      report({
        start,
        end,
        message: `The name contains an invalid character (U+${(odd.codePointAt(0) ?? 0xfffd).toString(16).toUpperCase().padStart(4, '0')}): vsftpd refuses the file.`,
        fixes: known
          ? [
              {
                title: `Rename to ${known.name}`,
                edits: [{ start, end, newText: known.name }, ...inValue],
                safe: true,
              },
            ]
          : [],
        builds,
      });
    }
  },
};
