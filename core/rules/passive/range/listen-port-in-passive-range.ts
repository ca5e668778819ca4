import { type Rule, valueRange } from '../../support/index.js';

export const listenPortInPassiveRange: Rule = {
  code: 'listen-port-in-passive-range',
  title: 'The listen port lies in the passive range',
  stage: 'passive',
  severity: 'warning',
  why: 'vsftpd may pick a passive port that it listens on itself; that try fails, and a firewall rule for one of them opens the other.',
  bad: 'listen=YES\nlisten_port=50005\npasv_min_port=50000\npasv_max_port=50100\n',
  good: 'listen=YES\nlisten_port=2121\npasv_min_port=50000\npasv_max_port=50100\n',
  checkModel(model, report) {
    if (model.bool('pasv_enable') === false) return;
    const range = model.passiveRange();
    const line = model.line('listen_port');
    const port = model.number('listen_port');
    if (!range || !line || port === undefined || range.size > 30_000 || port < range.low || port > range.high)
      return;
    report({
      ...valueRange(line),
      message: `Port ${port} lies in the passive range ${range.low} to ${range.high}: keep the two apart.`,
    });
  },
};
