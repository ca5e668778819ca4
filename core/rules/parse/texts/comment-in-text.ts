import { ConfigModel, decodeUtf8, settingNamed, trim, trimEnd } from '../../../config/index.js';
import { endsWithout, type Rule } from '../../support/index.js';

export const commentInText: Rule = {
  code: 'comment-in-text',
  title: 'A comment kept in a text',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'vsftpd has no end-of-line comments: the `#` and everything after it become part of the text, be it a path, a user name or the greeting.',
  bad: 'local_root=/srv/ftp # shared\n',
  good: '# shared\nlocal_root=/srv/ftp\n',
  checkDocument(context, report) {
    const [build] = context.builds;
    const model = build && new ConfigModel(context.document, build);
    for (const line of context.document.settings) {
      const setting = settingNamed(trim(line.name));
      if (setting?.type !== 'string' || line.opaque || setting.unit === 'text') continue;
      const match = /\s(#.*)$/s.exec(line.value);
      if (!match || setting.name === 'pasv_address' || setting.name === 'listen_address') continue;
      const start = line.valueStart + match.index + 1;
      const value = trimEnd(line.value.slice(0, match.index));
      const ends = model && endsWithout(model, line);
      report({
        ...(ends ? { severity: 'error' as const } : {}),
        start,
        end: line.end,
        message: `vsftpd has no end-of-line comments: this becomes part of ${setting.name}${ends ? `, that is not found, and ${ends}` : ''}.`,
        fixes: [
          {
            title: 'Move the comment to a separate line',
            edits: [
              {
                start: line.start,
                end: line.start,
                newText: `# ${decodeUtf8(trimEnd(match[1] ?? '')).replace(/^#+\s*/, '')}\n`,
              },
              { start: line.valueStart, end: line.end, newText: decodeUtf8(value) },
            ],
          },
        ],
      });
    }
  },
};
