import { type Rule, settingRange } from '../../support/index.js';

export const noAnonPassword: Rule = {
  code: 'no-anon-password',
  title: 'Anonymous users are not asked for a password',
  stage: 'advice',
  severity: 'hint',
  why: 'Anonymous users are logged in right after USER, without the question for a password. The e-mail address that polite clients give there is missing in the log, and lists of addresses do nothing.',
  bad: 'anonymous_enable=YES\nno_anon_password=YES\n',
  good: 'anonymous_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('no_anon_password');
    if (!line || model.bool('no_anon_password') !== true || model.bool('anonymous_enable') !== true) return;
    report({
      ...settingRange(line),
      message: 'Anonymous users are logged in right after USER; their e-mail address is not in the log.',
    });
  },
};
