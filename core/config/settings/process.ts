import type { Setting } from '../setting.js';

export const process: readonly Setting[] = [
  {
    name: 'nopriv_user',
    type: 'string',
    unit: 'user',
    group: 'process',
    default: 'nobody',
    since: '0.9.2 or earlier',
    needs: [['!one_process_model', '!run_as_launching_user']],
    doc:
      'The system user under which vsftpd does all that needs no rights, such as talking to clients ' +
      'before the login. Best a user of its own that owns no file.',
    trap:
      'A user that does not exist ends every connection with `500 OOPS: cannot locate user entry:`; ' +
      'the daemon starts all the same.',
  },
  {
    name: 'one_process_model',
    type: 'bool',
    group: 'process',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc:
      'YES: one process per session, with fewer barriers between the client and the system. For ' +
      'anonymous servers only.',
    trap:
      "With `local_enable=YES` every connection gets `500 OOPS: vsftpd: security: 'one_process_model' " +
      'is anonymous only`.',
  },
  {
    name: 'run_as_launching_user',
    type: 'bool',
    group: 'process',
    default: 'NO',
    since: '1.2.2',
    perUser: false,
    doc:
      'YES: run without root, as whoever starts it. For unprivileged anonymous servers on a port above ' +
      '1023.',
    trap:
      'No chroot is made at all, not even when root starts it, and `one_process_model` is forced on. ' +
      'Local logins cannot work.',
  },
  {
    name: 'secure_chroot_dir',
    type: 'string',
    unit: 'directory',
    group: 'process',
    default: '/usr/share/empty',
    defaults: {
      'debian-12': '/var/run/vsftpd/empty',
      'debian-13': '/var/run/vsftpd/empty',
      'debian-sid': '/run/vsftpd/empty',
      'ubuntu-22.04': '/var/run/vsftpd/empty',
      'ubuntu-24.04': '/var/run/vsftpd/empty',
    },
    since: '0.9.2 or earlier',
    needs: [['!one_process_model', '!run_as_launching_user']],
    doc:
      'An empty directory, not writable by `nopriv_user`, in which the process that talks to clients ' +
      'is locked up before the login.',
    trap:
      'Not checked at start: if it is missing, the daemon runs and every client gets `500 OOPS: ' +
      "vsftpd: not found: directory given in 'secure_chroot_dir':`. Directories below /run vanish at a " +
      'reboot unless something creates them again.',
  },
  {
    name: 'setproctitle_enable',
    type: 'bool',
    group: 'process',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc: "YES: `ps` shows for each process what its session does, with the client's address and user name.",
    trap:
      'Every local user can then see who is connected and which files are transferred. Only in the ' +
      'main file: in a per-user file it ends the session with `500 OOPS: vsf_sysutil_setproctitle: not ' +
      'initialized`.',
  },
];
