import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const asyncAbor: Rule = {
  code: 'async-abor',
  title: 'ABOR out of band',
  stage: 'advice',
  severity: 'hint',
  why: 'A few old clients send ABOR as urgent data and wait for it to be noticed in the middle of a transfer. No other client needs it, and it is not used on TLS sessions at all.',
  bad: 'async_abor_enable=YES\n',
  good: 'async_abor_enable=NO\n',
  checkModel(model, report) {
    const line = model.line('async_abor_enable');
    if (!line || model.bool('async_abor_enable') !== true) return;
    report({
      ...settingRange(line),
      message: 'Only some very old clients need this, and on TLS sessions it has no effect.',
      fixes: [setToFix(model, 'async_abor_enable', 'NO', line)],
    });
  },
};
