import { quoted, relatedTo, type Rule, settingRange } from '../../support/index.js';

export const chrootListInverted: Rule = {
  code: 'chroot-list-inverted',
  title: 'The list names those who are not jailed',
  stage: 'login',
  severity: 'information',
  why: 'Alone, `chroot_list_enable` jails the users of the list. Together with `chroot_local_user=YES` it means the opposite: all users are jailed except those in the list. A name counts only if its line is exactly the name.',
  bad: 'local_enable=YES\nchroot_local_user=YES\nchroot_list_enable=YES\n',
  good: 'local_enable=YES\nchroot_list_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('chroot_list_enable');
    if (!line || model.bool('chroot_list_enable') !== true || model.bool('chroot_local_user') !== true)
      return;
    const file = model.text('chroot_list_file');
    if (model.bool('local_enable') !== true || !file) return;
    report({
      ...settingRange(line),
      message: `chroot_local_user=YES inverts the list: users in ${model.isSet('chroot_list_file') ? quoted(file) : 'the default list file'} are not jailed, all others are.`,
      related: relatedTo(model, ['chroot_local_user', 'chroot_list_file'], 'Together with this line.'),
    });
  },
};
