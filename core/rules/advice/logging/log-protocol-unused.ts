import { canBeWritten, relatedTo, setToFix, settingRange, type Rule, type Fix } from '../../support/index.js';
import type { ConfigModel, SettingLine } from '../../../config/index.js';

export const logProtocolUnused: Rule = {
  code: 'log-protocol-unused',
  title: 'log_ftp_protocol has no effect',
  stage: 'advice',
  severity: 'information',
  why: "Commands and replies go to the daemon's own log only. With `xferlog_std_format=YES` there is just the transfer log, which holds neither them nor logins. `dual_log_enable=YES` writes both logs.",
  bad: 'xferlog_enable=YES\nxferlog_std_format=YES\nlog_ftp_protocol=YES\n',
  good: 'xferlog_enable=YES\nxferlog_std_format=NO\nlog_ftp_protocol=YES\n',
  checkModel(model, report) {
    const line = model.line('log_ftp_protocol');
    if (!line || model.bool('log_ftp_protocol') !== true) return;
    if (model.bool('dual_log_enable') !== false || model.bool('syslog_enable') !== false) return;
    const on = model.bool('xferlog_enable');
    const standard = model.bool('xferlog_std_format');
    if (on === undefined || standard === undefined || (on && !standard)) return;
    const blame = on ? 'xferlog_std_format' : 'xferlog_enable';
    report({
      ...settingRange(line),
      message: on
        ? 'With xferlog_std_format=YES only transfers are logged; commands and replies are not logged.'
        : 'No log is on (xferlog_enable is NO), so commands and replies are not logged.',
      unnecessary: true,
      fixes: fixesOf(model, line, on),
      related: relatedTo(model, [blame], 'Because of this line.'),
    });
  },
};

/** Turning a log on must not break what the file has now. */
function fixesOf(model: ConfigModel, line: SettingLine, on: boolean): Fix[] {
  if (!canBeWritten(model, 'vsftpd_log_file') || !canBeWritten(model, 'xferlog_file')) return [];
  if (!on) return [setToFix(model, 'xferlog_enable', 'YES', line)];
  const both = setToFix(model, 'dual_log_enable', 'YES', line);
  return model.isSet('xferlog_file') ? [both] : [setToFix(model, 'xferlog_std_format', 'NO', line), both];
}
