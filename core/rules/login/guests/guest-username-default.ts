import { type Rule, settingRange } from '../../support/index.js';

export const guestUsernameDefault: Rule = {
  code: 'guest-username-default',
  title: 'Virtual users share the account of anonymous users',
  stage: 'login',
  severity: 'hint',
  why: "Without `guest_username` all virtual users become the system user `ftp`, which is also the account of anonymous users: they own each other's files. A separate account keeps them apart. It must exist, or every connection ends with \"500 OOPS: vsftpd: cannot locate user specified in 'guest_username'\".",
  bad: 'local_enable=YES\nguest_enable=YES\n',
  good: 'local_enable=YES\nguest_enable=YES\nguest_username=virtual\n',
  checkModel(model, report) {
    const line = model.line('guest_enable');
    if (!line || model.bool('guest_enable') !== true || model.bool('local_enable') !== true) return;
    if (model.isSet('guest_username')) return;
    report({
      ...settingRange(line),
      message: 'Without guest_username virtual users become "ftp", the account of anonymous users.',
    });
  },
};
