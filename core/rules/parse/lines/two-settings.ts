import { faultOf, settingNamed, type Build, type SettingLine } from '../../../config/index.js';
import { gapsOf, type Gap, type Rule } from '../../support/index.js';

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
      const gaps = gapsOf(line);
      const [first] = gaps;
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
            edits: gaps.map(({ start, end }) => ({ start, end, newText: '\n' })),
            safe: setting.type === 'bool' && context.builds.every((build) => takesParts(build, line, gaps)),
          },
        ],
      });
    }
  },
};

/** Whether a build takes each part as a line: what was dropped or refused until now is read then. */
function takesParts(build: Build, line: SettingLine, gaps: readonly Gap[]): boolean {
  const ends = [...gaps.map(({ start }) => start), line.end];
  return ends.every((end, i) => {
    const before = gaps[i - 1];
    const start = before ? before.end + before.name.length : line.valueStart;
    const value = line.value.slice(start - line.valueStart, end - line.valueStart);
    return before
      ? value.startsWith('=') && !faultOf({ name: before.name, value: value.slice(1) }, build)
      : !faultOf({ name: line.name, value }, build);
  });
}
