import { removeFix, type Rule, settingRange } from '../../support/index.js';

export const loginDelayOff: Rule = {
  code: 'login-delay-off',
  title: 'Wrong passwords are answered at once',
  stage: 'advice',
  severity: 'hint',
  why: 'The pause of one second after a wrong password is what slows a password guesser down. `delay_failed_login=0` takes it away.',
  bad: 'local_enable=YES\ndelay_failed_login=0\n',
  good: 'local_enable=YES\ndelay_failed_login=1\n',
  checkModel(model, report) {
    const line = model.line('delay_failed_login');
    if (!line || model.number('delay_failed_login') !== 0 || model.bool('local_enable') !== true) return;
    report({
      ...settingRange(line),
      message: 'Without a delay a wrong password is answered at once, and passwords are guessed faster.',
      fixes: [removeFix(model, line)],
    });
  },
};
