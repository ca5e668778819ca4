import type { GroupedSetting } from '../setting.js';

export const perUser: readonly GroupedSetting[] = [
  {
    name: 'user_config_dir',
    type: 'string',
    unit: 'directory',
    default: null,
    since: '1.1.0',
    perUser: false,
    doc: 'A directory of files named after users. After a login the file of that user is read and its settings win over the main file for this session. Anonymous logins use the file named like `ftp_username`.',
    trap: 'The files must belong to root, and any mistake in one ends the login of that user with an OOPS. What was decided before the login cannot be changed there: listening, TLS, `chroot_local_user`, the user list, banners, connection limits. A user without a file logs in as usual.',
  },
];
