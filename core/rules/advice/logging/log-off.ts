import { firstLineOf, isWholeServer, type Rule, settingRange, setToFix } from '../../support/index.js';

export const logOff: Rule = {
  code: 'log-off',
  title: 'Nothing is logged',
  stage: 'advice',
  severity: 'hint',
  why: '`xferlog_enable` is NO unless the file says YES, and neither `dual_log_enable` nor `syslog_enable` is on: no login, no transfer and no failure is written anywhere.',
  bad: 'listen=YES\nlocal_enable=YES\nxferlog_enable=NO\n',
  good: 'listen=YES\nlocal_enable=YES\nxferlog_enable=YES\n',
  checkModel(model, report) {
    const switches = ['xferlog_enable', 'dual_log_enable', 'syslog_enable'];
    if (!isWholeServer(model) || !switches.every((name) => model.bool(name) === false)) return;
    // One of these set: a log is wanted, and another rule says why there is none.
    if (['xferlog_file', 'vsftpd_log_file', 'log_ftp_protocol'].some((name) => model.isSet(name))) return;
    const line = firstLineOf(
      model,
      'xferlog_enable',
      'local_enable',
      'anonymous_enable',
      'listen',
      'listen_ipv6',
    );
    if (!line) return;
    report({
      ...settingRange(line),
      message:
        'Logging is off (xferlog_enable, dual_log_enable, syslog_enable): logins and transfers are not recorded.',
      fixes: [setToFix(model, 'xferlog_enable', 'YES', line)],
    });
  },
};
