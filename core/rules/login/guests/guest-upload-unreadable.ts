import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

export const guestUploadUnreadable: Rule = {
  code: 'guest-upload-unreadable',
  title: 'Virtual users cannot fetch what they stored',
  stage: 'login',
  severity: 'warning',
  why: 'Virtual users have the rights of anonymous ones: their files get `anon_umask` (077 by default), and `anon_world_readable_only` (YES by default) lets them fetch only files that all may read. So what they store is lost to them: RETR answers "550 Failed to open file.", and storing it again answers 553 without `anon_other_write_enable`. `anon_world_readable_only=NO` lets them read their files and leaves the modes alone.',
  bad: 'local_enable=YES\nwrite_enable=YES\nguest_enable=YES\nguest_username=virtual\nanon_upload_enable=YES\n',
  good: 'local_enable=YES\nwrite_enable=YES\nguest_enable=YES\nguest_username=virtual\nanon_upload_enable=YES\nanon_world_readable_only=NO\n',
  checkModel(model, report) {
    const line = model.line('anon_upload_enable');
    const needed = ['anon_upload_enable', 'guest_enable', 'write_enable', 'anon_world_readable_only'];
    if (!line || !needed.every((name) => model.bool(name) === true)) return;
    if (model.bool('virtual_use_local_privs') !== false || model.bool('local_enable') !== true) return;
    const umask = model.number('anon_umask');
    if (umask === undefined || (umask & 0o004) === 0) return;
    // A per-user file may set either.
    if (model.text('user_config_dir') !== null || model.bool('download_enable') !== true) return;
    report({
      ...settingRange(line),
      message: `Virtual users cannot fetch what they stored (550): anon_umask${model.isSet('anon_umask') ? '' : ' is 077 by default and'} takes the read permission that anon_world_readable_only=YES demands.`,
      fixes: [
        setToFix(model, 'anon_world_readable_only', 'NO', line),
        setToFix(model, 'anon_umask', '022', line),
      ],
      related: relatedTo(
        model,
        ['guest_enable', 'anon_umask', 'anon_world_readable_only'],
        'Together with this line.',
      ),
    });
  },
};
