import { settingNamed } from '../../../config/index.js';
import { gapsOf, type Rule } from '../../support/index.js';

export const twoSettings: Rule = {
  code: 'two-settings',
  title: 'Several settings on one line',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'A line holds one setting: everything after the first `=` is its value. After YES or NO another setting makes the daemon refuse the file; after a number it is silently dropped; in a path or a name it becomes part of it. Give each setting a line.',
  bad: 'write_enable=YES local_umask=022\n',
  good: 'write_enable=YES\nlocal_umask=022\n',
  checkDocument(context, report) {
    for (const line of context.document.settings) {
      const [first, ...others] = gapsOf(line);
      const setting = settingNamed(line.name);
      if (!first || !setting) continue;
      const effect =
        setting.type === 'bool'
          ? 'vsftpd refuses the file'
          : setting.type === 'string'
            ? `it becomes part of ${setting.name}`
            : 'it is silently dropped';
      report({
        start: first.end,
        end: line.end,
        ...(setting.type === 'bool' ? {} : { severity: 'warning' as const }),
        message: `${first.name} stands on the line of ${setting.name}: ${effect}. Each setting needs a line.`,
        fixes: [
          {
            title: 'Put each setting on a separate line',
            edits: [first, ...others].map(({ start, end }) => ({ start, end, newText: '\n' })),
            safe: true,
          },
        ],
      });
    }
  },
};
