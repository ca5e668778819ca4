import { type Rule, valueRange } from '../../support/index.js';

const TEXTS = {
  max_clients: 'There are too many connected users, please try later.',
  max_per_ip: 'There are too many connections from your internet address.',
} as const;

export const connectionLimitLow: Rule = {
  code: 'connection-limit-low',
  title: 'Only one connection allowed',
  stage: 'connection',
  severity: 'information',
  why: 'The limits count control connections. Graphical clients open several of them for one user, and a broken connection leaves its old session open for a while. With a limit of 1 the second connection gets a 421 reply and is closed. 0 means no limit.',
  bad: 'listen=YES\nmax_per_ip=1\n',
  good: 'listen=YES\nmax_per_ip=5\n',
  checkModel(model, report) {
    for (const name of ['max_clients', 'max_per_ip'] as const) {
      const line = model.line(name);
      if (!line || model.number(name) !== 1) continue;
      if (model.bool('listen') !== true && model.bool('listen_ipv6') !== true) continue;
      const who = name === 'max_clients' ? 'of any client' : 'from one address';
      report({
        ...valueRange(line),
        message: `The second connection ${who} gets "421 ${TEXTS[name]}"; many clients open several at once.`,
      });
    }
  },
};
