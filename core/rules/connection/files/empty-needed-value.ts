import { relatedTo, removeFix, type Rule, settingRange, type Stage } from '../../support/index.js';

/** An empty text unsets a setting. These are needed once their switch is on. */
const NEEDED: readonly { name: string; when: readonly string[]; message: string; stage?: Stage }[] = [
  {
    name: 'ftp_username',
    when: ['anonymous_enable'],
    message: "vsftpd: cannot locate user specified in 'ftp_username':(null)",
  },
  {
    name: 'guest_username',
    when: ['guest_enable'],
    message: "vsftpd: cannot locate user specified in 'guest_username':(null)",
  },
  {
    name: 'chown_username',
    when: ['chown_uploads'],
    message: "vsftpd: cannot locate user specified in 'chown_username':(null)",
  },
  {
    name: 'xferlog_file',
    when: ['xferlog_enable', 'xferlog_std_format'],
    message: 'failed to open xferlog log file:(null)',
  },
  { name: 'xferlog_file', when: ['dual_log_enable'], message: 'failed to open xferlog log file:(null)' },
  {
    name: 'vsftpd_log_file',
    when: ['xferlog_enable', '!xferlog_std_format', '!syslog_enable', '!dual_log_enable'],
    message: 'failed to open vsftpd log file:(null)',
  },
  {
    name: 'vsftpd_log_file',
    when: ['dual_log_enable', '!syslog_enable'],
    message: 'failed to open vsftpd log file:(null)',
  },
  {
    name: 'banned_email_file',
    when: ['deny_email_enable'],
    message: 'cannot read anon e-mail list file:(null)',
  },
  {
    name: 'email_password_file',
    when: ['secure_email_list_enable'],
    message: 'cannot read email passwords file:(null)',
  },
  {
    name: 'userlist_file',
    when: ['userlist_enable', 'local_enable'],
    message: 'cannot read user list file:(null)',
  },
  {
    name: 'chroot_list_file',
    when: ['chroot_list_enable', 'local_enable'],
    message: 'could not read chroot() list file:(null)',
    stage: 'login',
  },
  { name: 'nopriv_user', when: ['!one_process_model'], message: 'cannot locate user entry:' },
];

export const emptyNeededValue: Rule = {
  code: 'empty-needed-value',
  title: 'A required file or user is empty',
  stage: 'connection',
  severity: 'error',
  why: 'An empty text is accepted and removes even the compiled default. Where a switch needs the file or user, the daemon starts, but then ends every connection with a message that says "(null)". Remove the line to get the default back.',
  bad: 'xferlog_enable=YES\nvsftpd_log_file=\n',
  good: 'xferlog_enable=YES\nvsftpd_log_file=/var/log/vsftpd.log\n',
  checkModel(model, report) {
    for (const { name, when, message, stage } of NEEDED) {
      const line = model.line(name);
      if (!line || model.text(name) !== null || !when.every((term) => model.holds(term) === true)) continue;
      const switches = when.filter((term) => !term.startsWith('!'));
      const ends = stage === 'login' ? 'every local login' : 'every connection';
      report({
        ...settingRange(line),
        message: `${name} is needed${switches.length > 0 ? ` by ${switches.join(' and ')}` : ''} and empty: ${ends} ends with "500 OOPS: ${message}".`,
        ...(stage ? { stage } : {}),
        fixes: [{ ...removeFix(model, line), title: `Remove the line (${defaultOf(name)})` }],
        related: relatedTo(model, switches, 'This setting needs it.'),
      });
    }
  },
};

/** What comes into force without the line: a list has to be made first. */
function defaultOf(name: string): string {
  return name.endsWith('_log_file') || !name.endsWith('_file') || name === 'xferlog_file'
    ? 'the compiled default applies'
    : 'the default file must exist';
}
