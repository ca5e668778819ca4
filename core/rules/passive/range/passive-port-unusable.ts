import { type Rule, valueRange } from '../../support/index.js';

export const passivePortUnusable: Rule = {
  code: 'passive-port-unusable',
  title: 'A passive port out of range',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'A `pasv_min_port` outside 1025 to 65535 is ignored and 1024 is the floor; a `pasv_max_port` that is not between the floor and 65534 is ignored and 65535 is the ceiling. Nothing is refused.',
  bad: 'pasv_min_port=100\npasv_max_port=200\n',
  good: 'pasv_min_port=50100\npasv_max_port=50200\n',
  checkModel(model, report) {
    if (model.bool('pasv_enable') === false) return;
    const range = model.passiveRange();
    const low = model.line('pasv_min_port');
    const high = model.line('pasv_max_port');
    const min = model.number('pasv_min_port');
    const max = model.number('pasv_max_port');
    if (!range || min === undefined || max === undefined) return;
    const used = `ports ${range.low} to ${range.high} are used`;
    if (low && range.minIgnored && min !== 0) {
      report({ ...valueRange(low), message: `${min} is outside 1025 to 65535, so it is ignored: ${used}.` });
    }
    if (high && max > 65535) {
      report({
        ...valueRange(high),
        message: `${max} is not a valid port, so it is ignored: ${used}.`,
        severity: 'information',
      });
    } else if (high && max !== 0 && max < 1024) {
      report({ ...valueRange(high), message: `${max} is below 1024, so it is ignored: ${used}.` });
    }
  },
};
