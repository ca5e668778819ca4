import type { GroupedSetting } from '../setting.js';

export const virtualUsers: readonly GroupedSetting[] = [
  {
    name: 'guest_enable',
    type: 'bool',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['local_enable']],
    doc: 'YES: every login but an anonymous one becomes a virtual user: the password is still checked by PAM, then the session runs as the system user `guest_username`.',
    trap: 'Virtual users have the rights of anonymous ones: `anon_upload_enable` and its kin, `anon_umask`, `anon_max_rate` and `force_anon_data_ssl` apply to them, and they are always jailed. `virtual_use_local_privs=YES` changes that.',
  },
  {
    name: 'guest_username',
    type: 'string',
    unit: 'user',
    default: 'ftp',
    since: '0.9.2 or earlier',
    needs: [['guest_enable']],
    doc: 'The system user as whom virtual users work. Its home is where they land, unless `local_root` is set.',
    trap: "The user must exist, or every connection ends with `500 OOPS: vsftpd: cannot locate user specified in 'guest_username':`. All files belong to this one user.",
  },
  {
    name: 'user_sub_token',
    type: 'string',
    unit: 'text',
    default: null,
    since: '1.2.1',
    needs: [['local_enable']],
    doc: 'A text that stands for the login name inside `local_root` and the home directory: with `user_sub_token=$USER`, `local_root=/srv/ftp/$USER` gives each user a directory.',
    trap: 'Not replaced in `anon_root` and `user_config_dir`. Without this line `$USER` is taken as it stands.',
  },
  {
    name: 'virtual_use_local_privs',
    type: 'bool',
    default: 'NO',
    since: '1.2.0',
    needs: [['guest_enable']],
    doc: 'YES: virtual users have the rights and settings of local users. NO: those of anonymous users.',
    trap: 'YES also ends their forced jail; set `chroot_local_user=YES` with it. NO means `anon_upload_enable` and its kin decide whether they may write, and `anon_umask` how.',
  },
];
