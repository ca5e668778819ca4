import { settingNamed, trim } from '../../../config/index.js';
import { type Rule, settingRange } from '../../support/index.js';

/** Other rules cover these. */
const SPOKEN_FOR = [
  'chroot_local_user',
  'chroot_list_enable',
  'chroot_list_file',
  'passwd_chroot_enable',
  'ssl_enable',
];

export const noEffectPerUser: Rule = {
  code: 'no-effect-per-user',
  title: 'A setting without effect in a per-user file',
  stage: 'login',
  severity: 'information',
  files: ['per-user'],
  why: 'A file below `user_config_dir` is read after the password was accepted. Listening, login rules, TLS and logs are set up before: such settings are read and do nothing.',
  bad: 'max_clients=5\nlocal_root=/srv/ftp\n',
  good: 'local_root=/srv/ftp\n',
  checkDocument(context, report) {
    for (const line of context.document.settings) {
      const setting = settingNamed(trim(line.name));
      if (setting?.perUser !== false || SPOKEN_FOR.includes(setting.name)) continue;
      report({
        ...settingRange(line),
        message: `${setting.name} has no effect here: this file is read after the login. Move it to the main file.`,
        unnecessary: true,
      });
    }
  },
};
