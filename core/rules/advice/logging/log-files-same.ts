import { isSameLog, relatedTo, type Rule, settingRange } from '../../support/index.js';

export const logFilesSame: Rule = {
  code: 'log-files-same',
  title: 'Two logs in one file',
  stage: 'advice',
  severity: 'information',
  why: 'With `dual_log_enable=YES` two logs of different formats are written. In one file their lines mix, each transfer is logged twice, and no log reader understands it.',
  bad: 'dual_log_enable=YES\nxferlog_file=/var/log/vsftpd.log\n',
  good: 'dual_log_enable=YES\nxferlog_file=/var/log/xferlog\n',
  checkModel(model, report) {
    const line = model.line('xferlog_file') ?? model.line('vsftpd_log_file');
    const path = model.text('xferlog_file');
    if (!line || !path || path === '/dev/null' || !isSameLog(model)) return;
    if (model.bool('dual_log_enable') !== true || model.bool('syslog_enable') !== false) return;
    report({
      ...settingRange(line),
      message:
        'dual_log_enable writes two formats, and xferlog_file and vsftpd_log_file are the same file: the lines mix.',
      related: relatedTo(
        model,
        line === model.line('vsftpd_log_file') ? [] : ['vsftpd_log_file'],
        'The other log.',
      ),
    });
  },
};
