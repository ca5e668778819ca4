import { type Rule, valueRange } from '../../support/index.js';

export const passiveRangeNarrow: Rule = {
  code: 'passive-range-narrow',
  title: 'Fewer passive ports than clients',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Each transfer holds one port of the range from PASV until it is over. The daemon tries nine random ports and then ends that session ("500 OOPS: vsf_sysutil_bind"), so a range smaller than the number of simultaneous transfers fails at random under load; with a single port the second transfer always fails.',
  bad: 'pasv_min_port=50000\npasv_max_port=50000\n',
  good: 'pasv_min_port=50000\npasv_max_port=50199\n',
  checkModel(model, report) {
    const range = model.passiveRange();
    const high = model.line('pasv_max_port') ?? model.line('pasv_min_port');
    const clients = model.number('max_clients');
    if (!range || !high || model.bool('pasv_enable') === false || range.size >= 1000) return;
    const at = valueRange(high);
    if (range.size === 1) {
      report({
        ...at,
        message: `The passive range is one port (${range.low}): while one client uses it, the session of any other ends.`,
      });
    } else if (model.isSet('max_clients') && clients !== undefined && clients > range.size && clients !== 0) {
      report({
        ...at,
        severity: 'information',
        message: `${range.size} passive ports for up to ${clients} clients (max_clients): transfers fail at random when ports run out.`,
      });
    } else if (!model.isSet('max_clients') && range.size <= 11) {
      report({
        ...at,
        severity: 'hint',
        message: `${range.size} passive ports allow as many transfers at once; more clients than that fail at random.`,
      });
    }
  },
};
