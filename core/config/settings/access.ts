import type { Setting } from '../setting.js';

export const access: readonly Setting[] = [
  {
    name: 'cmds_allowed',
    type: 'string',
    unit: 'commands',
    group: 'access',
    default: null,
    since: '1.2.0',
    doc:
      'The only FTP commands a logged-in client may send, as a comma list such as ' +
      '`PWD,CWD,TYPE,PASV,EPSV,LIST,RETR,QUIT`. Every other command is answered `550 Permission ' +
      'denied.`',
    trap:
      'Upper case only and no blanks: `PASV, RETR` never matches RETR. An empty item ends the list, so ' +
      'in `PASV,,QUIT` QUIT is refused. QUIT must be listed like any other command, and EPSV beside ' +
      'PASV. Nothing is checked before the login.',
  },
  {
    name: 'cmds_denied',
    type: 'string',
    unit: 'commands',
    group: 'access',
    default: null,
    since: '2.1.0',
    doc:
      'FTP commands that a logged-in client may not send, as a comma list such as `DELE,RMD,SITE`. ' +
      'They are answered `550 Permission denied.`',
    trap:
      'Wins over `cmds_allowed`. Upper case only and no blanks after the commas; an empty item ends ' +
      'the list.',
  },
  {
    name: 'deny_file',
    type: 'string',
    unit: 'pattern',
    group: 'access',
    default: null,
    since: '1.2.1',
    doc:
      'Names that nobody may reach, as one pattern: `*` any text, `?` one character, `{a,b}` ' +
      'alternatives. Touching such a file or directory gives `550 Permission denied.`, for downloads ' +
      'and uploads alike.',
    trap:
      'All patterns go into one value, for example `{*.mp3,*.mov,.git}`. A value without wildcards ' +
      'blocks every path that contains it: `.git` also blocks `notes.github.txt`. Only the path as the ' +
      'client writes it is looked at, so this is no substitute for file permissions.',
  },
  {
    name: 'download_file',
    type: 'string',
    unit: 'pattern',
    group: 'access',
    default: null,
    builds: ['debian-12', 'debian-13', 'debian-sid', 'ubuntu-22.04', 'ubuntu-24.04'],
    since: 'Debian 3.0.3-13',
    needs: [['download_enable']],
    doc:
      'Only names that match this pattern can be downloaded; all others get `550 Permission denied.` ' +
      'Same pattern rules as `deny_file`, for example `{*.pdf,*.csv}`.',
    trap: 'Only Debian and Ubuntu know this setting. `deny_file` still wins over it.',
  },
  {
    name: 'hide_file',
    type: 'string',
    unit: 'pattern',
    group: 'access',
    default: null,
    since: '1.2.1',
    needs: [['dirlist_enable']],
    doc:
      'Names left out of directory listings. Same pattern rules as `deny_file`: `*`, `?`, `{a,b}`, all ' +
      'in one value.',
    trap:
      'Hidden, not protected: whoever knows the name can still fetch or delete the file. Use ' +
      '`deny_file` to block access.',
  },
  {
    name: 'tcp_wrappers',
    type: 'bool',
    group: 'access',
    default: 'NO',
    since: '1.1.3',
    perUser: false,
    doc:
      'YES: ask /etc/hosts.allow and /etc/hosts.deny about each client; refused ones get `421 Service ' +
      'not available.` and are disconnected.',
    trap:
      'RHEL 8 and later and Fedora 28 and later are built without it. There YES does not protect: ' +
      'every connection gets `500 OOPS: tcp_wrappers is set to YES but no tcp wrapper support compiled ' +
      'in`.',
  },
  {
    name: 'upload_file',
    type: 'string',
    unit: 'pattern',
    group: 'access',
    default: null,
    builds: ['debian-12', 'debian-13', 'debian-sid', 'ubuntu-22.04', 'ubuntu-24.04'],
    since: 'Debian 3.0.3-13',
    needs: [['write_enable']],
    doc:
      'Only names that match this pattern can be uploaded; all others get `550 Permission denied.` ' +
      'Same pattern rules as `deny_file`.',
    trap: 'Only Debian and Ubuntu know this setting. `deny_file` still wins over it.',
  },
  {
    name: 'userlist_deny',
    type: 'bool',
    group: 'access',
    default: 'YES',
    since: '0.9.2 or earlier',
    needs: [['userlist_enable']],
    perUser: false,
    doc:
      'How `userlist_file` is read. YES: the listed users are refused. NO: only the listed users may ' +
      'log in.',
    trap:
      'With NO the names `ftp` and `anonymous` must be listed too if anonymous logins are wanted. With ' +
      '`local_enable=NO` the list counts as empty, so NO shuts everybody out.',
  },
  {
    name: 'userlist_enable',
    type: 'bool',
    group: 'access',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['local_enable'], ['!userlist_deny']],
    perUser: false,
    doc:
      'YES: check the name against `userlist_file` before any password is asked. A refused name gets ' +
      '`530 Permission denied.` and counts as a failed login.',
    trap:
      'The file must be readable while `local_enable=YES`, or every connection ends with `500 OOPS: ' +
      'cannot read user list file:`.',
  },
  {
    name: 'userlist_file',
    type: 'string',
    unit: 'file',
    group: 'access',
    default: '/etc/vsftpd.user_list',
    defaults: { el8: '/etc/vsftpd/user_list', el9: '/etc/vsftpd/user_list', fedora: '/etc/vsftpd/user_list' },
    since: '0.9.2 or earlier',
    needs: [['userlist_enable', 'local_enable']],
    perUser: false,
    doc: 'The file that `userlist_enable` reads: one user name per line.',
    trap:
      'Lines must match exactly. A blank or a carriage return at the end makes a name invisible, and ' +
      '`#` does not start a comment. With `userlist_deny=YES` such a user is let in without a word.',
  },
];
