import { decodeUtf8, suggestSettings, trim } from '../../../config/index.js';
import { faultsOfKind, nameRange, type Rule } from '../../support/index.js';

export const unknownSetting: Rule = {
  code: 'unknown-setting',
  title: 'Unknown setting',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'The daemon refuses a file with a name it does not know, and under systemd the reason is logged nowhere. Most are typing errors; names of other FTP servers do not work here. A setting of a patched build can be declared in `vsftpdLens.customSettings`.',
  bad: 'pasv_adress=203.0.113.9\n',
  good: 'pasv_address=203.0.113.9\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'unknown-setting')) {
      const name = trim(line.name);
      if (context.isCustom(name)) continue;
      const { start, end } = nameRange(line);
      const near = suggestSettings(name, context.builds);
      const [best] = near;
      report({
        start,
        end,
        message: `vsftpd does not know "${shorten(name)}" and refuses the file.${best ? ` Did you mean ${best.name}?` : ''}`,
        fixes: [
          ...near.map((setting) => ({
            title: `Rename to ${setting.name}`,
            edits: [{ start, end, newText: setting.name }],
          })),
          {
            title: 'Comment out the line',
            edits: [{ start: line.start, end: line.nameStart, newText: '#' }],
          },
        ],
        builds,
      });
    }
  },
};

/** Names come from the file: bounded, without control characters. */
function shorten(name: string): string {
  const text = decodeUtf8(name).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
