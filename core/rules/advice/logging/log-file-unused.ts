import type { ConfigModel, SettingLine } from '../../../config/index.js';
import {
  canBeWritten,
  isSameLog,
  streamOf,
  relatedTo,
  setToFix,
  settingRange,
  type Fix,
  type Rule,
  removeFix,
} from '../../support/index.js';

export const logFileUnused: Rule = {
  code: 'log-file-unused',
  title: 'A log file that nothing is written to',
  stage: 'advice',
  severity: 'information',
  why: "There are two logs. `xferlog_enable` writes the daemon's own log to `vsftpd_log_file`, or, with `xferlog_std_format=YES`, the transfer log of wu-ftpd to `xferlog_file`. `dual_log_enable` writes both, and `syslog_enable` sends the daemon's log to syslog instead of its file. A path for the other one is silently ignored.",
  bad: 'xferlog_enable=YES\nxferlog_file=/var/log/ftp/transfers.log\n',
  good: 'xferlog_enable=YES\nvsftpd_log_file=/var/log/ftp/transfers.log\n',
  checkModel(model, report) {
    for (const name of ['xferlog_file', 'vsftpd_log_file'] as const) {
      const line = model.line(name);
      const why = line && model.text(name) ? reason(model, name, line) : undefined;
      if (!line || !why) continue;
      report({
        ...settingRange(line),
        message: `Nothing is written to this file: ${why.text}.`,
        unnecessary: true,
        // Written to, such a path ends every connection.
        fixes: streamOf(model.text(name) ?? '') ? [removeFix(model, line)] : why.fixes,
        related: relatedTo(model, why.blame, 'Because of this line.'),
      });
    }
  },
};

interface Reason {
  readonly text: string;
  readonly blame: readonly string[];
  readonly fixes: readonly Fix[];
}

/** Why nothing gets there; undefined where something does, or where that is not known. */
function reason(
  model: ConfigModel,
  name: 'xferlog_file' | 'vsftpd_log_file',
  line: SettingLine,
): Reason | undefined {
  const dual = model.bool('dual_log_enable');
  const on = model.bool('xferlog_enable');
  const standard = model.bool('xferlog_std_format');
  const syslog = model.bool('syslog_enable');
  if (dual === undefined || on === undefined || standard === undefined || syslog === undefined)
    return undefined;
  const own = name === 'vsftpd_log_file';
  if (own && syslog && (dual || (on && !standard)))
    return { text: 'syslog_enable=YES sends this log to syslog', blame: ['syslog_enable'], fixes: [] };
  if (dual) return undefined;
  if (!on)
    return {
      text: 'xferlog_enable is NO',
      blame: ['xferlog_enable'],
      fixes: canBeWritten(model, standard ? 'xferlog_file' : 'vsftpd_log_file')
        ? [setToFix(model, 'xferlog_enable', 'YES', line)]
        : [],
    };
  if (own !== standard || isSameLog(model)) return undefined;
  const other = own ? 'xferlog_file' : 'vsftpd_log_file';
  // Both logs: neither is lost.
  const canBoth = canBeWritten(model, 'xferlog_file') && canBeWritten(model, 'vsftpd_log_file');
  const both = canBoth ? [setToFix(model, 'dual_log_enable', 'YES', line)] : [];
  return own
    ? {
        text: 'with xferlog_std_format=YES the log goes to xferlog_file',
        blame: ['xferlog_std_format'],
        fixes: both,
      }
    : {
        text: 'without xferlog_std_format=YES the log goes to vsftpd_log_file',
        blame: ['xferlog_std_format'],
        fixes: [...both, ...(model.isSet(other) ? [] : [standardOnly(model, line)])],
      };
}

function standardOnly(model: ConfigModel, line: SettingLine): Fix {
  const fix = setToFix(model, 'xferlog_std_format', 'YES', line);
  return { ...fix, title: `${fix.title} (logins are then not logged)` };
}
