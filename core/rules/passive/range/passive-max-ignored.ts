import { type Rule, valueRange } from '../../support/index.js';

export const passiveMaxIgnored: Rule = {
  code: 'passive-max-ignored',
  title: 'pasv_max_port below the built-in minimum',
  stage: 'passive',
  severity: 'warning',
  why: 'Without `pasv_min_port` the lower bound is 5001, as compiled in (the man page says otherwise). An upper bound below that is silently ignored, and any port from 5001 up to 65535 is used.',
  bad: 'pasv_max_port=4000\n',
  good: 'pasv_min_port=3001\npasv_max_port=4000\n',
  checkModel(model, report) {
    if (model.bool('pasv_enable') === false) return;
    const line = model.line('pasv_max_port');
    const max = model.number('pasv_max_port');
    const min = model.number('pasv_min_port');
    if (
      !line ||
      model.isSet('pasv_min_port') ||
      max === undefined ||
      min === undefined ||
      max === 0 ||
      max >= min
    )
      return;
    report({
      ...valueRange(line),
      message: `Without pasv_min_port the lower bound is ${min}; this upper bound is below it and ignored: ports ${min} to 65535 are used.`,
    });
  },
};
