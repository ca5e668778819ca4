import { relatedTo, type Rule, settingRange } from '../../support/index.js';

export const noAnonPasswordList: Rule = {
  code: 'no-anon-password-list',
  title: 'A list of passwords that are never requested',
  stage: 'login',
  severity: 'warning',
  why: 'With `no_anon_password=YES` the password is not asked for, so a list of e-mail addresses is never used: `deny_email_enable` bans no user, and `secure_email_list_enable` refuses all ("530 Login incorrect.").',
  bad: 'anonymous_enable=YES\nno_anon_password=YES\ndeny_email_enable=YES\n',
  good: 'anonymous_enable=YES\ndeny_email_enable=YES\n',
  checkModel(model, report) {
    if (model.bool('anonymous_enable') !== true || model.bool('no_anon_password') !== true) return;
    for (const name of ['deny_email_enable', 'secure_email_list_enable'] as const) {
      const line = model.line(name);
      if (!line || model.bool(name) !== true) continue;
      report({
        ...settingRange(line),
        message:
          name === 'deny_email_enable'
            ? 'With no_anon_password=YES no password is requested, so the list bans no user.'
            : 'With no_anon_password=YES no password is requested, so the list matches no user: "530 Login incorrect."',
        related: relatedTo(model, ['no_anon_password'], 'The password is not asked for.'),
      });
    }
  },
};
