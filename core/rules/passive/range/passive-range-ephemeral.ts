import { type Rule, valueRange } from '../../support/index.js';

export const passiveRangeEphemeral: Rule = {
  code: 'passive-range-ephemeral',
  title: 'Passive range among the ports of outgoing connections',
  stage: 'passive',
  severity: 'hint',
  files: ['main', 'per-user'],
  why: 'Linux takes ports 32768 to 60999 for its own outgoing connections. A passive port that is in use that way is skipped, which costs one of nine tries; in a small range under load that ends in "500 OOPS: vsf_sysutil_bind". Ports 49152 to 65535 beyond 61000, or any below 32768, stay free of it.',
  bad: 'pasv_min_port=40000\npasv_max_port=40100\n',
  good: 'pasv_min_port=61000\npasv_max_port=61100\n',
  checkModel(model, report) {
    if (model.bool('pasv_enable') === false) return;
    const range = model.passiveRange();
    const low = model.line('pasv_min_port');
    const high = model.line('pasv_max_port');
    if (!range || !low || !high || range.size > 5000 || range.low > 60999 || range.high < 32768) return;
    report({
      ...valueRange(low),
      message:
        'Linux uses ports 32768 to 60999 for outgoing connections too; some of this range may be taken now and then.',
    });
  },
};
