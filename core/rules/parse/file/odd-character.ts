import { settingNamed } from '../../../config/index.js';
import { faultsOfKind, nameRange, type Rule } from '../../support/index.js';

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
        .replace(/[\u00a0\u2000-\u200b\u202f\u2060\ufeff]/g, '')
        .replace(/[\u2010-\u2015]/g, '_')
        .trim();
      const known = settingNamed(cleaned.toLowerCase());
      const odd = /[^\t -~]/u.exec(text)?.[0] ?? '';
      report({
        start,
        end,
        message: `The name contains an invalid character (U+${(odd.codePointAt(0) ?? 0xfffd).toString(16).toUpperCase().padStart(4, '0')}): vsftpd refuses the file.`,
        fixes: known
          ? [{ title: `Rename to ${known.name}`, edits: [{ start, end, newText: known.name }], safe: true }]
          : [],
        builds,
      });
    }
  },
};
