import { type Rule, setToFix, valueRange } from '../../support/index.js';

export const acceptTimeoutOff: Rule = {
  code: 'accept-timeout-off',
  title: 'A passive port waits forever',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'After PASV and a transfer command the daemon waits `accept_timeout` seconds for the data connection. With 0 it waits forever, and no other timeout ends that. A client behind a firewall that cannot reach the port hangs instead of reading "425 Failed to establish connection.", and its port and its share of `max_clients` are lost.',
  bad: 'accept_timeout=0\n',
  good: 'accept_timeout=60\n',
  checkModel(model, report) {
    const line = model.line('accept_timeout');
    if (!line || model.number('accept_timeout') !== 0 || model.bool('pasv_enable') === false) return;
    report({
      ...valueRange(line),
      message:
        '0 waits forever: a client that cannot reach its passive port hangs and keeps the port, instead of "425 Failed to establish connection."',
      fixes: [setToFix(model, 'accept_timeout', '60', line)],
    });
  },
};
