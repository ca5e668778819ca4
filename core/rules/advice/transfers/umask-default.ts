import { isWholeServer, type Rule, settingRange, setToFix } from '../../support/index.js';

export const umaskDefault: Rule = {
  code: 'umask-default',
  title: 'Only the uploader can read uploads',
  stage: 'advice',
  severity: 'hint',
  why: 'Unless `local_umask` is set it is 077: uploaded files get mode 0600 and directories 0700, so neither a web server nor another user can read them. That is often not what is wanted; 022 (files 0644, directories 0755) is what most people set, 002 where a group works together.',
  bad: 'listen=YES\nlocal_enable=YES\nwrite_enable=YES\n',
  good: 'listen=YES\nlocal_enable=YES\nwrite_enable=YES\nlocal_umask=022\n',
  checkModel(model, report) {
    const line = model.line('write_enable');
    if (!line || model.bool('write_enable') !== true || model.bool('local_enable') !== true) return;
    if (model.isSet('local_umask') || model.number('local_umask') !== 0o077 || !isWholeServer(model)) return;
    // Virtual users get anon_umask.
    if (model.bool('guest_enable') !== false && model.bool('virtual_use_local_privs') !== true) return;
    report({
      ...settingRange(line),
      message:
        'Uploaded files get mode 0600 and directories 0700 (local_umask is 077 by default): a web server or another user cannot read them. local_umask=022 is what most people want.',
      fixes: [setToFix(model, 'local_umask', '022', line)],
    });
  },
};
