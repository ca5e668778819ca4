import type { Setting } from '../setting.js';

export const read: readonly Setting[] = [
  {
    name: 'ascii_download_enable',
    type: 'bool',
    group: 'read',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['download_enable']],
    doc:
      'YES: convert line ends in downloads when the client asks for ASCII mode. NO: say yes to ASCII ' +
      'mode, but send the file unchanged.',
    trap:
      'Conversion damages archives and pictures that a client fetches in ASCII mode, and makes the ' +
      'server work for it.',
  },
  {
    name: 'dirlist_enable',
    type: 'bool',
    group: 'read',
    default: 'YES',
    since: '1.2.0',
    doc:
      'YES: clients may list directories. NO: `LIST`, `NLST` and `STAT` of a path give `550 Permission ' +
      'denied.`',
    trap: 'Files can still be fetched by name. Most graphical clients cannot work without listings.',
  },
  {
    name: 'download_enable',
    type: 'bool',
    group: 'read',
    default: 'YES',
    since: '1.2.0',
    doc: 'YES: clients may download. NO: RETR gives `550 Permission denied.`',
  },
  {
    name: 'force_dot_files',
    type: 'bool',
    group: 'read',
    default: 'NO',
    since: '1.2.0',
    needs: [['dirlist_enable']],
    doc:
      'YES: show files whose name starts with a dot in listings, even if the client does not ask for ' +
      'them. `.` and `..` stay out.',
  },
  {
    name: 'hide_ids',
    type: 'bool',
    group: 'read',
    default: 'NO',
    since: '1.1.0',
    needs: [['dirlist_enable']],
    doc:
      'YES: show `ftp` as owner and group of everything in listings. NO: show the numbers, or names ' +
      'with `text_userdb_names`.',
  },
  {
    name: 'ls_recurse_enable',
    type: 'bool',
    group: 'read',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['dirlist_enable']],
    doc: 'YES: obey `ls -R`, a listing of a whole directory tree.',
    trap: 'One such request at the top of a large tree can keep the disk busy for a long time.',
  },
  {
    name: 'text_userdb_names',
    type: 'bool',
    group: 'read',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc: 'YES: show names instead of numbers for owner and group in listings.',
    trap:
      'A jailed session has no /etc/passwd to look into and shows numbers all the same. Also triples ' +
      'the memory a session may use.',
  },
  {
    name: 'use_localtime',
    type: 'bool',
    group: 'read',
    default: 'NO',
    since: '1.1.0',
    doc: 'YES: show file times in the time zone of the server. NO: in GMT.',
    trap:
      'Also decides how MDTM reads and sets times. Clients expect GMT from MDTM, so with YES a ' +
      'synchronising client may copy everything again.',
  },
  {
    name: 'use_sendfile',
    type: 'bool',
    group: 'read',
    default: 'YES',
    since: '1.1.3',
    needs: [['download_enable']],
    doc:
      'YES: let the kernel copy files straight to the network (sendfile). NO only helps on file ' +
      'systems where that fails.',
  },
];
