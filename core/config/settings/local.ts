import type { Setting } from '../setting.js';

export const local: readonly Setting[] = [
  {
    name: 'check_shell',
    type: 'bool',
    group: 'local',
    default: 'YES',
    since: '1.1.0',
    needs: [['local_enable']],
    perUser: false,
    doc: 'YES: refuse accounts whose shell is not in /etc/shells.',
    trap:
      'Only in builds without PAM. Distributions build with PAM, and there the PAM service decides ' +
      '(pam_shells), so this changes nothing.',
  },
  {
    name: 'local_enable',
    type: 'bool',
    group: 'local',
    default: 'NO',
    since: '0.9.2 or earlier',
    perUser: false,
    doc:
      'YES: accounts of this system may log in, virtual users (`guest_enable`) included. NO: anonymous ' +
      'users only.',
    trap: 'The compiled default is NO. Everybody else then gets `530 This FTP server is anonymous only.`',
  },
  {
    name: 'local_root',
    type: 'string',
    unit: 'directory',
    group: 'local',
    default: null,
    since: '1.1.0',
    needs: [['local_enable']],
    doc:
      'The directory that local users start in, instead of their home. With a chroot it becomes the ' +
      'top of the jail.',
    trap:
      'If it cannot be entered, the user silently lands in the home directory; with a chroot the login ' +
      'ends with `500 OOPS: cannot change directory:`. `$USER` means nothing here unless ' +
      '`user_sub_token=$USER` is set.',
  },
  {
    name: 'pam_service_name',
    type: 'string',
    unit: 'text',
    group: 'local',
    default: 'ftp',
    defaults: {
      'debian-12': 'vsftpd',
      'debian-13': 'vsftpd',
      'debian-sid': 'vsftpd',
      'ubuntu-22.04': 'vsftpd',
      'ubuntu-24.04': 'vsftpd',
    },
    since: '0.9.2 or earlier',
    needs: [['local_enable']],
    perUser: false,
    doc: 'The PAM service that checks passwords: a file name in /etc/pam.d.',
    trap:
      'Compiled as `ftp` everywhere but on Debian and Ubuntu, where it is `vsftpd`. A service that ' +
      'does not exist is no error: PAM then uses /etc/pam.d/other, which often refuses everybody.',
  },
  {
    name: 'reverse_lookup_enable',
    type: 'bool',
    group: 'local',
    default: 'YES',
    builds: ['el8', 'el9', 'fedora'],
    since: 'EL8, EL9, Fedora',
    perUser: false,
    doc:
      'YES: look up the host name of the client for PAM. NO: give PAM the address; logins no longer ' +
      'wait for slow DNS.',
    trap:
      'Only the Red Hat family knows this setting; Debian, Ubuntu, Alpine and upstream refuse the ' +
      'file. In files copied from one system to another it is the most common reason for a refused ' +
      'start.',
  },
  {
    name: 'tilde_user_enable',
    type: 'bool',
    group: 'local',
    default: 'NO',
    since: '2.0.0',
    doc:
      'YES: `~name` at the start of a path means the home directory of that user. A bare `~` always ' +
      "means one's own.",
    trap: 'The lookup happens inside the chroot, where /etc/passwd is usually missing.',
  },
];
