import { type Rule, valueRange } from '../../support/index.js';

export const rateTiny: Rule = {
  code: 'rate-tiny',
  title: 'A rate of a few bytes per second',
  stage: 'advice',
  severity: 'information',
  files: ['main', 'per-user'],
  why: 'The rates are bytes per second, not kilobytes. A limit below 1024 makes a picture take an hour.',
  bad: 'local_enable=YES\nlocal_max_rate=500\n',
  good: 'local_enable=YES\nlocal_max_rate=512000\n',
  checkModel(model, report) {
    for (const name of ['local_max_rate', 'anon_max_rate'] as const) {
      const line = model.line(name);
      const rate = line && model.number(name);
      if (!rate || rate >= 1024) continue;
      report({
        ...valueRange(line),
        message: `The rate is in bytes per second: a file of 1 MB takes ${duration(1e6 / rate)}.`,
      });
    }
  },
};

function duration(seconds: number): string {
  return seconds < 5400 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
