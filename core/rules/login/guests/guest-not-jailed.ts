import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const guestNotJailed: Rule = {
  code: 'guest-not-jailed',
  title: 'Virtual users can leave their directory',
  stage: 'login',
  severity: 'warning',
  why: 'Virtual users are jailed automatically, but `virtual_use_local_privs=YES` treats them as local users here, too: without `chroot_local_user=YES` they can browse the whole file system with the rights of `guest_username`, the directories of all other virtual users included.',
  bad: 'local_enable=YES\nguest_enable=YES\nguest_username=virtual\nvirtual_use_local_privs=YES\n',
  good: 'local_enable=YES\nguest_enable=YES\nguest_username=virtual\nvirtual_use_local_privs=YES\nchroot_local_user=YES\n',
  checkModel(model, report) {
    const line = model.line('virtual_use_local_privs');
    if (!line || model.bool('virtual_use_local_privs') !== true || model.bool('guest_enable') !== true)
      return;
    if (model.bool('chroot_local_user') !== false || model.bool('chroot_list_enable') !== false) return;
    if (model.bool('local_enable') !== true) return;
    report({
      ...settingRange(line),
      message:
        'Virtual users can browse the whole file system: virtual_use_local_privs=YES turns their jail off, and chroot_local_user is NO.',
      fixes: [setToFix(model, 'chroot_local_user', 'YES', line)],
    });
  },
};
