import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const guestNeedsLocal: Rule = {
  code: 'guest-needs-local',
  title: 'Virtual users while local logins are off',
  stage: 'login',
  severity: 'warning',
  why: 'A virtual user is a local login that is mapped to `guest_username` after the password was accepted. With `local_enable=NO` (the default) the login is refused: "530 This FTP server is anonymous only.".',
  bad: 'anonymous_enable=YES\nguest_enable=YES\n',
  good: 'anonymous_enable=YES\nguest_enable=YES\nlocal_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('guest_enable');
    if (!line || model.bool('guest_enable') !== true || model.bool('local_enable') !== false) return;
    // Without anonymous users no login works at all: another rule says so.
    if (model.bool('anonymous_enable') !== true) return;
    report({
      ...settingRange(line),
      message:
        'Virtual users need local_enable=YES; without it their login gets "530 This FTP server is anonymous only."',
      fixes: [setToFix(model, 'local_enable', 'YES', line)],
    });
  },
};
