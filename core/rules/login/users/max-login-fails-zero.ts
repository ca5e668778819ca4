import { type Rule, setToFix, valueRange } from '../../support/index.js';

export const maxLoginFailsZero: Rule = {
  code: 'max-login-fails-zero',
  title: 'The first failed login ends the session',
  stage: 'login',
  severity: 'information',
  why: '0 is not "no limit" here: the count is compared after the first failure, so 0 acts like 1. One wrong password closes the connection without a message.',
  bad: 'max_login_fails=0\n',
  good: 'max_login_fails=3\n',
  checkModel(model, report) {
    const line = model.line('max_login_fails');
    if (!line || model.number('max_login_fails') !== 0) return;
    report({
      ...valueRange(line),
      message: '0 acts like 1: the first wrong password closes the connection without a message.',
      fixes: [setToFix(model, 'max_login_fails', '3', line)],
    });
  },
};
