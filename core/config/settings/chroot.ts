import type { Setting } from '../setting.js';

export const chroot: readonly Setting[] = [
  {
    name: 'allow_root_squashed_chroot',
    type: 'bool',
    group: 'chroot',
    default: 'NO',
    builds: ['opensuse'],
    since: 'openSUSE',
    needs: [['chroot_local_user'], ['chroot_list_enable'], ['guest_enable', '!virtual_use_local_privs']],
    doc:
      'YES: enter the jail with the rights of the user instead of root, so that it works on NFS homes ' +
      'where root has no access.',
    trap: 'Only openSUSE knows this setting.',
  },
  {
    name: 'allow_writeable_chroot',
    type: 'bool',
    group: 'chroot',
    default: 'NO',
    since: '3.0.0',
    needs: [['chroot_local_user'], ['chroot_list_enable'], ['guest_enable', '!virtual_use_local_privs']],
    doc:
      'YES: a jailed user may log in although the top of the jail is writable. NO: such a login ends ' +
      'with `500 OOPS: vsftpd: refusing to run with writable root inside chroot()`.',
    trap:
      'The name is spelt "writeable", with an e. It has no say for anonymous logins. Safer than YES: ' +
      'take the write permission off the top directory and give the user a writable directory inside ' +
      'it. What counts is the permission of the top directory, whatever `write_enable` says.',
  },
  {
    name: 'chroot_list_enable',
    type: 'bool',
    group: 'chroot',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['local_enable']],
    perUser: false,
    doc:
      'YES: read `chroot_list_file`. With `chroot_local_user=NO` the listed users are jailed in their ' +
      'home; with `chroot_local_user=YES` the listed users are the ones left free.',
    trap:
      'The meaning of the list turns round with `chroot_local_user`. A missing file ends every local ' +
      'login with `500 OOPS: could not read chroot() list file:`. No effect in a per-user file.',
  },
  {
    name: 'chroot_list_file',
    type: 'string',
    unit: 'file',
    group: 'chroot',
    default: '/etc/vsftpd.chroot_list',
    defaults: {
      el8: '/etc/vsftpd/chroot_list',
      el9: '/etc/vsftpd/chroot_list',
      fedora: '/etc/vsftpd/chroot_list',
    },
    since: '0.9.2 or earlier',
    needs: [['chroot_list_enable']],
    perUser: false,
    doc: 'The file that `chroot_list_enable` reads: one user name per line.',
    trap:
      'Lines must match exactly: a blank or a carriage return at the end, or a `#` in front, makes the ' +
      'name invisible, and the user is silently treated as not listed.',
  },
  {
    name: 'chroot_local_user',
    type: 'bool',
    group: 'chroot',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['local_enable']],
    perUser: false,
    doc:
      'YES: local users see their home directory (or `local_root`) as `/` and cannot leave it. NO: ' +
      'they can go wherever file permissions let them.',
    trap:
      'A user who may write to the top of the jail cannot log in: `500 OOPS: vsftpd: refusing to run ' +
      'with writable root inside chroot()`; see `allow_writeable_chroot`. No effect in a per-user ' +
      'file: the decision is taken before that file is read.',
  },
  {
    name: 'passwd_chroot_enable',
    type: 'bool',
    group: 'chroot',
    default: 'NO',
    since: '1.1.0',
    needs: [['chroot_local_user'], ['chroot_list_enable'], ['guest_enable'], ['local_root']],
    doc:
      'YES: a `/./` in the home directory of the account marks the jail: with `/srv/web/./anna` the ' +
      'user is jailed in /srv/web and starts in /anna.',
    trap:
      'Jails nobody by itself; that takes `chroot_local_user` or `chroot_list_enable`. Where `/./` is ' +
      'found, it wins over `local_root`.',
  },
];
