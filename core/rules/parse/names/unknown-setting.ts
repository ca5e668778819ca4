import { decodeUtf8, settingNamed, suggestSettings, trim, type SettingLine } from '../../../config/index.js';
import { faultsOfKind, nameRange, type Rule, settingRange, type RuleReport } from '../../support/index.js';

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
      const quoted = quotedLine(line);
      if (quoted) {
        report({ ...quoted, builds });
        continue;
      }
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

/** What a list, a shell or a mark-up puts before a setting, and what it closes it with. */
const WRAPPED =
  /^(?:[-*+>$]\s+|\d{1,4}[.)]\s+)?(?:(?:export|set)\s+)?(["'`[]|\*\*|<code>)?([a-z][a-z0-9_]*)=(.*)$/s;
const CLOSED: Readonly<Record<string, string>> = { '[': ']', '<code>': '</code>' };

/** A whole line in quotes, as YAML or a shell would have it: one report, and a fix that takes both away. */
function quotedLine(line: SettingLine): RuleReport | undefined {
  const { start, end } = settingRange(line);
  const [, open = '', name = '', rest = ''] = WRAPPED.exec(trim(`${line.name}=${line.value}`)) ?? [];
  if (!settingNamed(name)) return undefined;
  const close = CLOSED[open] ?? open;
  const value = open === '' ? rest : rest.replace(/[,;]$/, '');
  if (!value.endsWith(close)) return undefined;
  const quotes = open.length === 1 && open === close;
  return {
    start,
    end,
    message: quotes
      ? 'vsftpd reads the quote as part of the name, does not know the setting and refuses the file. No quotes are needed.'
      : `vsftpd reads what stands before ${name} as part of the name, does not know the setting and refuses the file.`,
    fixes: [
      {
        title: quotes ? 'Remove the quotes around the line' : `Leave only ${name}=…`,
        edits: [
          { start, end, newText: decodeUtf8(`${name}=${value.slice(0, value.length - close.length)}`) },
        ],
        safe: true,
      },
    ],
  };
}

/** Names come from the file: bounded, without control characters. */
function shorten(name: string): string {
  const text = decodeUtf8(name).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
