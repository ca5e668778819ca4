import { type Rule, valueRange } from '../../support/index.js';

export const listenPortOutOfRange: Rule = {
  code: 'listen-port-out-of-range',
  title: 'Not a valid listen port',
  stage: 'start',
  severity: 'warning',
  why: 'The port is silently cut to 16 bits: 70000 listens on 4464, 65536 and 0 on a random port.',
  bad: 'listen=YES\nlisten_port=70000\n',
  good: 'listen=YES\nlisten_port=2121\n',
  checkModel(model, report) {
    const line = model.line('listen_port');
    const port = model.number('listen_port');
    if (!line || port === undefined || (port >= 1 && port <= 65535)) return;
    // not-a-number says it.
    if (!/\d/.test(line.value)) return;
    const used = port % 65536;
    report({
      ...valueRange(line),
      message: `${port} is not a valid port: vsftpd listens on ${used === 0 ? 'a random port' : String(used)}.`,
    });
  },
};
