import type { Setting } from '../setting.js';

export const anonymous: readonly Setting[] = [
  {
    name: 'anon_mkdir_write_enable',
    type: 'bool',
    group: 'anonymous',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [
      ['anonymous_enable', 'write_enable'],
      ['guest_enable', '!virtual_use_local_privs', 'write_enable'],
    ],
    doc: 'YES: anonymous users may create directories.',
    trap:
      'Needs `write_enable=YES` and a directory that the system user (`ftp_username`) may write to. ' +
      'Virtual users count as anonymous here unless `virtual_use_local_privs=YES`.',
  },
  {
    name: 'anon_other_write_enable',
    type: 'bool',
    group: 'anonymous',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [
      ['anonymous_enable', 'write_enable'],
      ['guest_enable', '!virtual_use_local_privs', 'write_enable'],
    ],
    doc:
      'YES: anonymous users may also delete, rename, append to and overwrite files, remove directories ' +
      'and set file times.',
    trap:
      'Together with `anon_upload_enable` this hands a public directory to everybody. Virtual users ' +
      'count as anonymous here unless `virtual_use_local_privs=YES`.',
  },
  {
    name: 'anon_root',
    type: 'string',
    unit: 'directory',
    group: 'anonymous',
    default: null,
    since: '1.1.0',
    needs: [['anonymous_enable']],
    doc: 'The directory that anonymous users see as `/`. Unset: the home directory of `ftp_username`.',
    trap:
      'It must exist and must not be writable by that user; otherwise the login ends with `500 OOPS: ' +
      'cannot change directory:` or `refusing to run with writable root inside chroot()`. ' +
      '`allow_writeable_chroot` does not help anonymous logins: give them a writable subdirectory ' +
      'instead.',
  },
  {
    name: 'anon_upload_enable',
    type: 'bool',
    group: 'anonymous',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [
      ['anonymous_enable', 'write_enable'],
      ['guest_enable', '!virtual_use_local_privs', 'write_enable'],
    ],
    doc: 'YES: anonymous users may upload new files (STOR, STOU). They cannot overwrite existing ones.',
    trap:
      'Needs `write_enable=YES` and a directory that the system user may write to. Virtual users count ' +
      'as anonymous here unless `virtual_use_local_privs=YES`.',
  },
  {
    name: 'anon_world_readable_only',
    type: 'bool',
    group: 'anonymous',
    default: 'YES',
    since: '0.9.2 or earlier',
    needs: [['anonymous_enable'], ['guest_enable', '!virtual_use_local_privs']],
    doc:
      'YES: anonymous users get only files and listings that everybody on the system may read. NO: all ' +
      'that the system user can read.',
    trap:
      'With the default `anon_umask=077` an uploaded file is not readable by everybody, so anonymous ' +
      'users cannot fetch it back. The listing of a directory closed to others ends well but empty.',
  },
  {
    name: 'anonymous_enable',
    type: 'bool',
    group: 'anonymous',
    default: 'YES',
    since: '0.9.2 or earlier',
    perUser: false,
    doc:
      'YES: the names `ftp` and `anonymous` log in without an account, any password will do. NO: only ' +
      'accounts can.',
    trap:
      'The daemon itself defaults to YES on every system; only the configuration files shipped with it ' +
      'say NO. Leave the line out and strangers may log in. With `local_enable=NO` as well, every ' +
      'connection gets `500 OOPS: vsftpd: both local and anonymous access disabled!`',
  },
  {
    name: 'banned_email_file',
    type: 'string',
    unit: 'file',
    group: 'anonymous',
    default: '/etc/vsftpd.banned_emails',
    defaults: {
      el8: '/etc/vsftpd/banned_emails',
      el9: '/etc/vsftpd/banned_emails',
      fedora: '/etc/vsftpd/banned_emails',
    },
    since: '0.9.2 or earlier',
    needs: [['deny_email_enable']],
    perUser: false,
    doc: 'The file that `deny_email_enable` reads: one anonymous password per line, compared exactly.',
    trap: 'Read anew for each connection. A missing file ends every connection, not only anonymous ones.',
  },
  {
    name: 'chown_upload_mode',
    type: 'octal',
    unit: 'mode',
    group: 'anonymous',
    default: '0600',
    since: '2.0.6',
    needs: [['chown_uploads']],
    doc:
      'The permissions an uploaded file gets when `chown_uploads` changes its owner. Octal, with a ' +
      'leading 0.',
    trap: 'Without the leading 0 the number is decimal: `600` is not `0600`.',
  },
  {
    name: 'chown_uploads',
    type: 'bool',
    group: 'anonymous',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [
      ['anonymous_enable', 'write_enable', 'anon_upload_enable'],
      ['guest_enable', '!virtual_use_local_privs', 'write_enable', 'anon_upload_enable'],
      ['anonymous_enable', 'write_enable', 'anon_other_write_enable'],
      ['guest_enable', '!virtual_use_local_privs', 'write_enable', 'anon_other_write_enable'],
    ],
    doc:
      'YES: files that anonymous users upload are given to `chown_username`, with the permissions of ' +
      '`chown_upload_mode`, so uploaders cannot change or fetch them later.',
    trap:
      'For anonymous uploads only, and for virtual users while they count as anonymous; files of ' +
      'ordinary accounts keep their owner. `chown_username` must exist as soon as this is YES, or ' +
      'every connection ends with an OOPS.',
  },
  {
    name: 'chown_username',
    type: 'string',
    unit: 'user',
    group: 'anonymous',
    default: 'root',
    since: '0.9.2 or earlier',
    needs: [['chown_uploads']],
    perUser: false,
    doc: 'The user who becomes owner of anonymous uploads when `chown_uploads=YES`.',
    trap:
      'The default is root, which is rarely wise. A name that does not exist ends every connection: ' +
      "`500 OOPS: vsftpd: cannot locate user specified in 'chown_username':`.",
  },
  {
    name: 'deny_email_enable',
    type: 'bool',
    group: 'anonymous',
    default: 'NO',
    since: '0.9.2 or earlier',
    perUser: false,
    doc: 'YES: anonymous logins whose password stands in `banned_email_file` are refused.',
    trap:
      'No protection worth the name: any other password gets in. The file must exist, even with ' +
      'anonymous logins off, or every connection ends with `500 OOPS: cannot read anon e-mail list ' +
      'file:`.',
  },
  {
    name: 'email_password_file',
    type: 'string',
    unit: 'file',
    group: 'anonymous',
    default: '/etc/vsftpd.email_passwords',
    defaults: {
      el8: '/etc/vsftpd/email_passwords',
      el9: '/etc/vsftpd/email_passwords',
      fedora: '/etc/vsftpd/email_passwords',
    },
    since: '1.2.1',
    needs: [['secure_email_list_enable']],
    perUser: false,
    doc:
      'The file that `secure_email_list_enable` reads: one accepted anonymous password per line, ' +
      'compared exactly.',
    trap:
      'Read anew for each connection. A missing file ends every connection; an empty one accepts every ' +
      'password.',
  },
  {
    name: 'ftp_username',
    type: 'string',
    unit: 'user',
    group: 'anonymous',
    default: 'ftp',
    since: '0.9.2 or earlier',
    needs: [['anonymous_enable']],
    perUser: false,
    doc:
      'The system user whose rights anonymous sessions have. Its home directory is what they see as ' +
      '`/`, unless `anon_root` is set.',
    trap:
      'The user must exist while `anonymous_enable=YES`. This is checked for each connection, not at ' +
      'start, so the daemon seems to run and then every client gets an OOPS.',
  },
  {
    name: 'no_anon_password',
    type: 'bool',
    group: 'anonymous',
    default: 'NO',
    since: '1.1.1',
    needs: [['anonymous_enable']],
    perUser: false,
    doc: 'YES: anonymous users are logged in right after USER, without being asked for a password.',
  },
  {
    name: 'secure_email_list_enable',
    type: 'bool',
    group: 'anonymous',
    default: 'NO',
    since: '1.2.1',
    perUser: false,
    doc: 'YES: anonymous users must give one of the passwords in `email_password_file`.',
    trap:
      'Those passwords are shared and, without TLS, readable on the wire. The file must exist, even ' +
      'with anonymous logins off, or every connection ends with `500 OOPS: cannot read email passwords ' +
      'file:`.',
  },
];
