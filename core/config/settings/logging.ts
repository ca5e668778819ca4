import type { Setting } from '../setting.js';

export const logging: readonly Setting[] = [
  {
    name: 'dual_log_enable',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    since: '1.2.0',
    perUser: false,
    doc:
      'YES: write both logs, `xferlog_file` in the classic transfer format and `vsftpd_log_file` in ' +
      "vsftpd's own, whatever `xferlog_enable` says.",
    trap: 'Both files must be writable: one that is not ends every connection.',
  },
  {
    name: 'log_die',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    builds: ['el8', 'el9', 'fedora'],
    since: 'Fedora 3.0.3-25, EL8',
    doc: 'YES: send the text of fatal errors (OOPS) to syslog before the process ends.',
    trap:
      'Only the Red Hat family knows this setting. Elsewhere a fatal error goes to the client or is ' +
      'lost.',
  },
  {
    name: 'log_ftp_protocol',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['xferlog_enable', '!xferlog_std_format'], ['dual_log_enable'], ['syslog_enable']],
    doc:
      'YES: log every FTP command and reply. Passwords are left out. Useful to find out why a client ' +
      'fails.',
    trap:
      "Goes into vsftpd's own log only: with `xferlog_std_format=YES` and no `dual_log_enable` nothing " +
      'is written.',
  },
  {
    name: 'no_log_lock',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    since: '2.0.0',
    needs: [['xferlog_enable'], ['dual_log_enable']],
    doc: 'YES: write log lines without locking the file first. A way out for systems where locking hangs.',
  },
  {
    name: 'session_support',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    since: '1.2.0',
    needs: [['local_enable']],
    doc:
      'YES: open a PAM session for each local login and record it in utmp and wtmp, so that `who`, ' +
      '`last` and PAM limits see it.',
    trap:
      "The helper process of the session keeps all of root's rights for as long as the session lasts. " +
      'Switched on in a per-user file it keeps those rights but opens no session.',
  },
  {
    name: 'syslog_enable',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    since: '1.2.0',
    doc: "YES: send vsftpd's own log to syslog instead of `vsftpd_log_file`.",
    trap:
      'Works without `xferlog_enable`. Set it in the main file: from a per-user file it only strips ' +
      'date and process number from the log lines.',
  },
  {
    name: 'userlist_log',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    builds: ['el8', 'el9', 'fedora'],
    since: 'EL8, EL9, Fedora',
    needs: [['userlist_enable']],
    perUser: false,
    doc: 'YES: log the logins that the user list refuses.',
    trap: 'Only the Red Hat family knows this setting.',
  },
  {
    name: 'vsftpd_log_file',
    type: 'string',
    unit: 'file',
    group: 'logging',
    default: '/var/log/vsftpd.log',
    since: '1.2.0',
    needs: [
      ['xferlog_enable', '!xferlog_std_format', '!syslog_enable'],
      ['dual_log_enable', '!syslog_enable'],
    ],
    perUser: false,
    doc:
      "The file of vsftpd's own log: connections, logins, transfers, deletions and, with " +
      '`log_ftp_protocol`, every command.',
    trap:
      'Used when `xferlog_enable=YES` and `xferlog_std_format=NO`, or with `dual_log_enable=YES`; ' +
      'never with `syslog_enable=YES`. If it cannot be opened, every connection ends with `500 OOPS: ' +
      'failed to open vsftpd log file:`.',
  },
  {
    name: 'wc_logs_enable',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    builds: ['el8', 'el9', 'fedora'],
    since: 'EL8 3.0.3-35, Fedora 3.0.3-44',
    doc: 'YES: keep letters beyond ASCII readable in the log. NO: they are replaced.',
    trap: 'Only the Red Hat family knows this setting.',
  },
  {
    name: 'xferlog_enable',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    since: '0.9.2 or earlier',
    perUser: false,
    doc: 'YES: write a log: `vsftpd_log_file` as it is, `xferlog_file` with `xferlog_std_format=YES`.',
    trap:
      'Off by default: without it, `dual_log_enable` or `syslog_enable` vsftpd records nothing, not ' +
      'even failed logins. A log file that cannot be opened ends every connection.',
  },
  {
    name: 'xferlog_file',
    type: 'string',
    unit: 'file',
    group: 'logging',
    default: '/var/log/xferlog',
    since: '0.9.2 or earlier',
    needs: [['xferlog_enable', 'xferlog_std_format'], ['dual_log_enable']],
    perUser: false,
    doc: 'The file of the classic transfer log: one line per upload or download.',
    trap:
      'Used only with `xferlog_enable=YES` and `xferlog_std_format=YES`, or with ' +
      '`dual_log_enable=YES`; otherwise the log goes to `vsftpd_log_file`. If it cannot be opened, ' +
      'every connection ends with `500 OOPS: failed to open xferlog log file:`.',
  },
  {
    name: 'xferlog_std_format',
    type: 'bool',
    group: 'logging',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['xferlog_enable']],
    perUser: false,
    doc:
      'YES: write the classic wu-ftpd transfer format, which statistics programs read, to ' +
      "`xferlog_file`. NO: vsftpd's own format to `vsftpd_log_file`.",
    trap:
      'The classic format has transfers only: connections, failed logins and `log_ftp_protocol` are ' +
      'lost. `dual_log_enable=YES` writes both.',
  },
];
