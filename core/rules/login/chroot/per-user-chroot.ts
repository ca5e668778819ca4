import { type Rule, settingRange } from '../../support/index.js';

export const perUserChroot: Rule = {
  code: 'per-user-chroot',
  title: 'Jails cannot be turned on or off in a per-user file',
  stage: 'login',
  severity: 'warning',
  files: ['per-user'],
  why: 'Whether a user is jailed is decided before the per-user file is read. `chroot_local_user` and the chroot list do nothing here: a user who should be jailed can see the whole file system, one who should not stays jailed. Use the main file, with a chroot list for the exceptions. (`local_root`, and `guest_enable` with its forced jail, do work here.)',
  bad: 'chroot_local_user=YES\n',
  good: 'local_root=/srv/ftp/web\n',
  checkModel(model, report) {
    for (const name of ['chroot_local_user', 'chroot_list_enable', 'chroot_list_file']) {
      const line = model.line(name);
      if (!line) continue;
      report({
        ...settingRange(line),
        message: `${name} has no effect here: vsftpd decides about the jail before it reads this file.`,
        unnecessary: true,
      });
    }
  },
};
