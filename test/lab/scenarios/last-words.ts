import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';

const MISSING = '/etc/nothing-here';

/** What vsftpd says before it goes, and the repair that is told for it. */
export const LAST_WORDS: readonly Scenario[] = [
  {
    id: 'start-no-chroot-directory',
    title: 'the empty directory of vsftpd is missing, as after a reboot',
    settings: { ...PLAIN, secure_chroot_dir: '{folder}/gone' },
    expects: 'CTL-GREETING-OOPS',
    advice: /mkdir -p/,
    mend: { commands: [['server', 'mkdir -p $LAB_FOLDER/gone']] },
  },
  {
    id: 'start-no-log-directory',
    title: 'the directory of the transfer log is missing',
    settings: { ...PLAIN, dual_log_enable: 'YES', xferlog_file: '{folder}/logs/xferlog' },
    expects: 'CTL-GREETING-OOPS',
    advice: /create the directory.*xferlog_file/,
    mend: { commands: [['server', 'mkdir -p $LAB_FOLDER/logs']] },
  },
  {
    id: 'start-no-ftp-user',
    title: 'ftp_username names a user that does not exist',
    settings: { ...PLAIN, anonymous_enable: 'YES', ftp_username: 'no-such-user' },
    expects: 'CTL-GREETING-OOPS',
    advice: /no-such-user.*ftp_username/,
    mend: { settings: { ftp_username: 'demo' } },
  },
  {
    id: 'start-no-chown-user',
    title: 'chown_username names a user that does not exist',
    settings: { ...PLAIN, chown_uploads: 'YES', chown_username: 'no-such-user' },
    expects: 'CTL-GREETING-OOPS',
    advice: /no-such-user.*chown_username/,
    mend: { settings: { chown_username: 'demo' } },
  },
  {
    id: 'start-no-banner-file',
    title: 'the file of the greeting does not exist',
    settings: { ...PLAIN, banner_file: MISSING },
    expects: 'CTL-GREETING-OOPS',
    advice: /banner_file/,
    mend: { settings: { banner_file: null } },
  },
  {
    id: 'start-no-email-list',
    title: 'the list of e-mail addresses does not exist',
    settings: { ...PLAIN, anonymous_enable: 'YES', deny_email_enable: 'YES', banned_email_file: MISSING },
    expects: 'CTL-GREETING-OOPS',
    advice: /deny_email_enable=NO/,
    mend: { settings: { deny_email_enable: 'NO' } },
  },
  {
    id: 'start-no-one-may-log-in',
    title: 'neither local nor anonymous users may log in',
    settings: { ...PLAIN, local_enable: 'NO' },
    expects: 'CTL-GREETING-OOPS',
    advice: /local_enable=YES/,
    mend: { settings: { local_enable: 'YES' } },
  },
  {
    id: 'start-ftp-off',
    title: 'vsftpd has nothing to offer',
    settings: { ...PLAIN, ftp_enable: 'NO' },
    expects: 'CTL-GREETING-OOPS',
  },
  {
    id: 'start-one-process',
    title: 'one process is to serve named users',
    settings: { ...PLAIN, one_process_model: 'YES' },
    expects: 'CTL-GREETING-OOPS',
  },
  {
    id: 'greeting-hosts-deny',
    title: 'hosts.deny turns all clients away',
    etc: { 'hosts.deny': 'vsftpd: ALL\n' },
    settings: { ...PLAIN, tcp_wrappers: 'YES' },
    expects: 'CTL-BUSY',
    advice: /hosts\.deny/,
    mend: { etc: { 'hosts.deny': '' } },
  },
];
