import type { Setting } from '../setting.js';

export const write: readonly Setting[] = [
  {
    name: 'anon_umask',
    type: 'octal',
    unit: 'umask',
    group: 'write',
    default: '077',
    since: '0.9.2 or earlier',
    needs: [
      ['anonymous_enable', 'write_enable'],
      ['guest_enable', '!virtual_use_local_privs', 'write_enable'],
    ],
    doc:
      'The permissions taken away from files and directories that anonymous users create. Octal, with ' +
      'a leading 0: 022 gives files 0644, 077 gives 0600.',
    trap:
      'Without the leading 0 the number is decimal: `22` is 026. Virtual users get this umask, not ' +
      '`local_umask`, unless `virtual_use_local_privs=YES`.',
  },
  {
    name: 'ascii_upload_enable',
    type: 'bool',
    group: 'write',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['write_enable']],
    doc:
      'YES: convert line ends in uploads when the client asks for ASCII mode. NO: say yes to ASCII ' +
      'mode, but store the bytes as they come.',
    trap: 'Conversion damages archives and pictures that a client sends in ASCII mode.',
  },
  {
    name: 'better_stou',
    type: 'bool',
    group: 'write',
    default: 'NO',
    builds: ['el8', 'el9', 'fedora'],
    since: 'Fedora 3.0.3-18, EL8',
    needs: [['write_enable']],
    doc: 'YES: unique names for STOU uploads end in random letters. NO: they are counted up.',
    trap: 'Only the Red Hat family knows this setting.',
  },
  {
    name: 'chmod_enable',
    type: 'bool',
    group: 'write',
    default: 'YES',
    since: '1.2.0',
    needs: [
      ['local_enable', '!guest_enable', 'write_enable'],
      ['local_enable', 'virtual_use_local_privs', 'write_enable'],
    ],
    doc: 'YES: local users may change permissions with SITE CHMOD.',
    trap: 'Anonymous users never may, nor virtual users unless `virtual_use_local_privs=YES`.',
  },
  {
    name: 'delete_failed_uploads',
    type: 'bool',
    group: 'write',
    default: 'NO',
    since: '2.0.7',
    needs: [['write_enable']],
    doc:
      'YES: remove a file whose upload failed. NO: keep the part that arrived, so that the client can ' +
      'resume.',
  },
  {
    name: 'file_open_mode',
    type: 'octal',
    unit: 'mode',
    group: 'write',
    default: '0666',
    since: '1.1.1',
    needs: [['write_enable']],
    doc:
      'The permissions of an uploaded file before the umask is taken away. Octal, with a leading 0; ' +
      '0777 makes uploads executable.',
    trap: 'Without the leading 0 the number is decimal: `777` with umask 022 gives the nonsense mode 1411.',
  },
  {
    name: 'local_umask',
    type: 'octal',
    unit: 'umask',
    group: 'write',
    default: '077',
    since: '0.9.2 or earlier',
    needs: [
      ['local_enable', '!guest_enable', 'write_enable'],
      ['local_enable', 'virtual_use_local_privs', 'write_enable'],
    ],
    doc:
      'The permissions taken away from files and directories that local users create. Octal, with a ' +
      'leading 0: 022 gives files 0644, 077 gives 0600.',
    trap:
      'Without the leading 0 the number is decimal: `22` is 026, `755` is 0363. Virtual users get ' +
      '`anon_umask` instead, unless `virtual_use_local_privs=YES`. The default 077 hides uploads from ' +
      'a web server.',
  },
  {
    name: 'lock_upload_files',
    type: 'bool',
    group: 'write',
    default: 'YES',
    since: '2.0.4',
    doc: 'YES: lock a file against others while it is uploaded, and wait for that lock before a download.',
    trap: 'A client that stalls during an upload keeps readers of that file waiting.',
  },
  {
    name: 'mdtm_write',
    type: 'bool',
    group: 'write',
    default: 'YES',
    since: '2.0.4',
    needs: [['write_enable']],
    doc: 'YES: clients may set the time of a file with MDTM, as synchronising clients do.',
  },
  {
    name: 'write_enable',
    type: 'bool',
    group: 'write',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc:
      'The main switch for every change: uploads, deleting, renaming, directories, permissions. NO: ' +
      'all of these give `550 Permission denied.`',
    trap: 'The compiled default is NO. Anonymous and virtual users need the `anon_` write settings too.',
  },
];
