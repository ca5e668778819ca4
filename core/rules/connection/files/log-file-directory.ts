import { isLogDirectory, quoted, type Rule, valueRange } from '../../support/index.js';

export const logFileDirectory: Rule = {
  code: 'log-file-directory',
  title: 'The log file is a directory',
  stage: 'connection',
  severity: 'error',
  why: 'The log is opened anew for each connection. Where the path is a directory that fails, and the client gets "500 OOPS: failed to open vsftpd log file:PATH" (or "xferlog log file") instead of a greeting.',
  bad: 'xferlog_enable=YES\nvsftpd_log_file=/var/log/\n',
  good: 'xferlog_enable=YES\nvsftpd_log_file=/var/log/vsftpd.log\n',
  checkModel(model, report) {
    const dual = model.bool('dual_log_enable');
    const standard = dual === true || model.bool('xferlog_std_format') === true;
    const own = dual === true || model.bool('xferlog_std_format') === false;
    if (dual !== true && model.bool('xferlog_enable') !== true) return;
    for (const [name, used, label] of [
      ['xferlog_file', standard, 'xferlog'],
      ['vsftpd_log_file', own && model.bool('syslog_enable') === false, 'vsftpd'],
    ] as const) {
      const line = model.line(name);
      const path = line && model.text(name);
      if (!path || !used || !isLogDirectory(path)) continue;
      report({
        ...valueRange(line),
        ...(path.endsWith('/') ? {} : { severity: 'warning' as const }),
        message: `${quoted(path)} is a directory: every connection ends with "500 OOPS: failed to open ${label} log file:" and this path.`,
      });
    }
  },
};
