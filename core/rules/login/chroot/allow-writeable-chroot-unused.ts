import { removeFix, type Rule, settingRange } from '../../support/index.js';

export const allowWriteableChrootUnused: Rule = {
  code: 'allow-writeable-chroot-unused',
  title: 'allow_writeable_chroot without jailed users',
  stage: 'login',
  severity: 'hint',
  why: 'The setting turns off a test on jailed local and virtual users. Without `chroot_local_user`, `chroot_list_enable` or `guest_enable` none of them is jailed. Anonymous users always are, but for them the test stays: their top directory must not be writable.',
  bad: 'local_enable=YES\nallow_writeable_chroot=YES\n',
  good: 'local_enable=YES\nchroot_local_user=YES\nallow_writeable_chroot=YES\n',
  checkModel(model, report) {
    const line = model.line('allow_writeable_chroot');
    if (!line || model.bool('allow_writeable_chroot') !== true) return;
    // A per-user file may make a virtual user of one, and those are jailed.
    if (model.text('user_config_dir') !== null) return;
    const local = model.bool('local_enable');
    const jails = ['chroot_local_user', 'chroot_list_enable', 'guest_enable'].map((name) => model.bool(name));
    if (local === undefined || (local && !jails.every((jail) => jail === false))) return;
    const anonymous = !local && model.bool('anonymous_enable') === true;
    report({
      ...settingRange(line),
      ...(anonymous ? { severity: 'information' as const } : {}),
      message: anonymous
        ? 'allow_writeable_chroot is not for anonymous logins: with a writable top directory they still end with "500 OOPS: vsftpd: refusing to run with writable root inside chroot()".'
        : 'allow_writeable_chroot has no effect: no user is jailed (chroot_local_user, chroot_list_enable and guest_enable are off).',
      unnecessary: true,
      fixes: [removeFix(model, line)],
    });
  },
};
