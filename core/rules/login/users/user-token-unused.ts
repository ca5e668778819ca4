import { quoted, relatedTo, type Rule, settingRange } from '../../support/index.js';

export const userTokenUnused: Rule = {
  code: 'user-token-unused',
  title: 'A token that local_root does not contain',
  stage: 'login',
  severity: 'information',
  why: 'The daemon replaces `user_sub_token` with the login name in `local_root` and in the home directory of the guest user. If `local_root` does not contain it, all users get the same directory.',
  bad: 'local_enable=YES\nuser_sub_token=$USER\nlocal_root=/srv/ftp\n',
  good: 'local_enable=YES\nuser_sub_token=$USER\nlocal_root=/srv/ftp/$USER\n',
  checkModel(model, report) {
    const line = model.line('user_sub_token');
    const token = line && model.text('user_sub_token');
    const root = model.text('local_root');
    if (!token || !root || root.includes(token) || model.bool('local_enable') !== true) return;
    // Another spelling of it: user-token-literal says so.
    if (/\$\{?(?:USER|LOGNAME)|%u\b|%USER%/i.test(root)) return;
    // A per-user file may have a local_root with the token.
    if (model.text('user_config_dir') !== null) return;
    report({
      ...settingRange(line),
      message: `local_root does not contain ${quoted(token)}, so nothing is replaced and all users share one directory.`,
      unnecessary: true,
      related: relatedTo(model, ['local_root'], 'The directory of all users.'),
    });
  },
};
