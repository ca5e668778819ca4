import { passiveRange } from '../../../config/index.js';
import { type Rule, valueRange } from '../../support/index.js';

export const passiveRangeSwapped: Rule = {
  code: 'passive-range-swapped',
  title: 'pasv_min_port above pasv_max_port',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The daemon does not refuse a swapped range; it silently ignores the upper bound and uses any port from the lower one up to 65535. The firewall opened for the range you meant then drops most transfers.',
  bad: 'pasv_min_port=60000\npasv_max_port=50000\n',
  good: 'pasv_min_port=50000\npasv_max_port=60000\n',
  checkModel(model, report) {
    if (model.bool('pasv_enable') === false) return;
    const low = model.line('pasv_min_port');
    const high = model.line('pasv_max_port');
    const min = model.number('pasv_min_port');
    const max = model.number('pasv_max_port');
    if (!low || !high || min === undefined || max === undefined || max === 0 || min <= max) return;
    const range = passiveRange(min, max);
    if (range.minIgnored) return;
    report({
      ...valueRange(high),
      message: `pasv_max_port is below pasv_min_port, so vsftpd ignores it and uses ports ${range.low} to ${range.high}.`,
      related: [{ ...valueRange(low), message: 'The lower bound.' }],
      fixes: [
        {
          title: `Swap the two: ${max} to ${min}`,
          edits: [
            { start: low.valueStart, end: low.end, newText: String(max) },
            { start: high.valueStart, end: high.end, newText: String(min) },
          ],
          safe: true,
        },
      ],
    });
  },
};
