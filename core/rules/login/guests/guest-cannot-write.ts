import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

const RIGHTS = ['anon_upload_enable', 'anon_mkdir_write_enable', 'anon_other_write_enable'] as const;

export const guestCannotWrite: Rule = {
  code: 'guest-cannot-write',
  title: 'Virtual users cannot write despite write_enable',
  stage: 'login',
  severity: 'warning',
  why: 'Virtual users have the rights of anonymous users unless `virtual_use_local_privs=YES`. So `write_enable=YES` alone is not enough: STOR, MKD and DELE answer "550 Permission denied." as long as the `anon_` switches are off. With `virtual_use_local_privs=YES` they are no longer jailed automatically: set `chroot_local_user=YES`, too.',
  bad: 'local_enable=YES\nguest_enable=YES\nguest_username=virtual\nwrite_enable=YES\n',
  good: 'local_enable=YES\nguest_enable=YES\nguest_username=virtual\nwrite_enable=YES\nvirtual_use_local_privs=YES\nchroot_local_user=YES\n',
  checkModel(model, report) {
    const line = model.line('write_enable');
    if (!line || model.bool('write_enable') !== true || model.bool('guest_enable') !== true) return;
    if (model.bool('local_enable') !== true || model.bool('virtual_use_local_privs') !== false) return;
    // Per-user files may give the rights.
    if (model.text('user_config_dir') !== null || !RIGHTS.every((name) => model.bool(name) === false)) return;
    const jail = model.bool('chroot_local_user') === true ? [] : ['chroot_local_user'];
    const first = setToFix(model, 'virtual_use_local_privs', 'YES', line);
    report({
      ...settingRange(line),
      message:
        'Virtual users have the rights of anonymous ones, and no anon_ switch for writing is on; STOR and MKD answer "550 Permission denied."',
      fixes: [
        {
          title: `${first.title}${jail.length > 0 ? ' and chroot_local_user=YES' : ''}`,
          edits: [...first.edits, ...jail.flatMap((name) => setToFix(model, name, 'YES', line).edits)],
        },
      ],
      related: relatedTo(model, ['guest_enable'], 'All local logins become virtual users here.'),
    });
  },
};
