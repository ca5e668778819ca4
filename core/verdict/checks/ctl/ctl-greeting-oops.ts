import { type Check, leavingWords, quotedReply, READ_THE_LOG, unlessListed } from '../support/index.js';

/** What vsftpd misses when a session begins (main.c, session.c), by its last words, and the settings that ask for it. */
const MISSED: readonly (readonly [words: RegExp, settings: readonly string[], what: string])[] = [
  [
    /user list file/,
    ['userlist_file', 'userlist_enable'],
    'the file of users: create it, or set userlist_enable=NO',
  ],
  [
    /anon e-?mail list/,
    ['banned_email_file', 'deny_email_enable'],
    'the file of e-mail addresses that are kept out: create it, or set deny_email_enable=NO',
  ],
  [
    /email passwords file/,
    ['email_password_file', 'secure_email_list_enable'],
    'the file of e-mail addresses that serve as passwords: create it, or set secure_email_list_enable=NO',
  ],
  [/banner/, ['banner_file'], 'the file of the greeting: create it, or take banner_file out'],
  [/both FTP and HTTP disabled/, ['ftp_enable'], 'a service to offer: set ftp_enable=YES'],
  [/HTTP/, ['http_enable'], 'what HTTP needs: set http_enable=NO'],
  [
    /'secure_chroot_dir'/,
    ['secure_chroot_dir'],
    'its empty directory, which secure_chroot_dir names: mkdir -p it, and let systemd make it at each start (RuntimeDirectory=vsftpd/empty)',
  ],
  [
    /open vsftpd log file/,
    ['vsftpd_log_file'],
    'the directory of its log, or may not write there: create it, or correct vsftpd_log_file',
  ],
  [
    /open xferlog log file/,
    ['xferlog_file'],
    'the directory of its transfer log, or may not write there: create it, or correct xferlog_file',
  ],
  [/'guest_username'/, ['guest_username'], 'a user that exists: create it, or correct guest_username'],
  [/'ftp_username'/, ['ftp_username'], 'a user that exists: create it, or correct ftp_username'],
  [/'nopriv_user'/, ['nopriv_user'], 'a user that exists: create it, or correct nopriv_user'],
  [/'chown_username'/, ['chown_username'], 'a user that exists: create it, or correct chown_username'],
  [/one_process_model/, ['one_process_model'], 'a second process for named users: set one_process_model=NO'],
];

export const ctlGreetingOops: Check = {
  id: 'CTL-GREETING-OOPS',
  title: 'The server breaks down instead of greeting',
  severity: 'error',
  cause: 'server-config',
  means: 'vsftpd reads some of its files for each session anew: no client gets as far as the login.',
  decides: 'The greeting is vsftpd’s `500 OOPS`, or a farewell that no other check explains.',
  spares: 'A 421 about too many connections (CTL-BUSY), and no greeting at all (CTL-NOBANNER).',
  fix: READ_THE_LOG,
  metAt: { phase: 'greeting', place: 35 },
  judgedAt: { phase: 'last-resort', place: 20 },
  find: (view, explained) => {
    const leaving = leavingWords(view, explained);
    if (leaving?.answer.to !== 'greeting') return [];
    const { reply } = leaving.answer;
    const [, settings, what] = MISSED.find(([words]) => words.test(reply.text)) ?? [];
    return [
      unlessListed(view, {
        evidence: `The greeting was ${quotedReply(reply)}.`,
        at: reply.at,
        ...(settings ? { settings } : {}),
        ...(what === undefined ? {} : { fix: { text: `vsftpd misses ${what}; then restart it.` } }),
      }),
    ];
  },
};
