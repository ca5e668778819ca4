import type { ConfigModel, SettingLine } from '../../config/index.js';
import type { Stage } from '../rule.js';

/** An empty text unsets a setting. These are needed once their switch is on. */
export const NEEDED: readonly { name: string; when: readonly string[]; message: string; stage?: Stage }[] = [
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

/** Files that must be there, where the switch is on; nothing in them is needed when they are unset. */
const OPENED: readonly (readonly [name: string, ends: string, ...when: readonly string[]])[] = [
  ['rsa_cert_file', 'vsftpd does not start', 'ssl_enable'],
  ['rsa_private_key_file', 'vsftpd does not start', 'ssl_enable'],
  ['dsa_cert_file', 'vsftpd does not start', 'ssl_enable'],
  ['dsa_private_key_file', 'vsftpd does not start', 'ssl_enable'],
  ['banner_file', 'every connection ends'],
  ['secure_chroot_dir', 'every connection ends', '!one_process_model'],
];

/** What ends where the text of a line is not the file or user that was meant; undefined: nothing that is sure. */
export function endsWithout(model: ConfigModel, line: SettingLine): string | undefined {
  const name = line.name.trim();
  // A log file is made where it is missing.
  if (model.kind !== 'main' || model.line(name) !== line || name.endsWith('log_file')) return undefined;
  const holds = (when: readonly string[]): boolean => when.every((term) => model.holds(term) === true);
  const opened = OPENED.find(([own, , ...when]) => own === name && holds(when));
  if (opened) return opened[1];
  const needed = NEEDED.find((one) => one.name === name && holds(one.when));
  return needed && (needed.stage === 'login' ? 'every local login ends' : 'every connection ends');
}
