import { relatedTo, type Rule, settingRange } from '../../support/index.js';

export const maxPerIpUnreachable: Rule = {
  code: 'max-per-ip-unreachable',
  title: 'A limit per address above the total limit',
  stage: 'connection',
  severity: 'hint',
  why: '`max_clients` is checked first, so a larger `max_per_ip` is never reached: one address can use up all connections.',
  bad: 'listen=YES\nmax_clients=10\nmax_per_ip=20\n',
  good: 'listen=YES\nmax_clients=100\nmax_per_ip=20\n',
  checkModel(model, report) {
    const line = model.line('max_per_ip');
    const all = model.number('max_clients');
    const each = model.number('max_per_ip');
    if (!line || !all || each === undefined || each < all || !model.isSet('max_clients')) return;
    if (model.bool('listen') !== true && model.bool('listen_ipv6') !== true) return;
    report({
      ...settingRange(line),
      message: `max_clients=${all} is reached first, so one address can use up all connections.`,
      unnecessary: true,
      related: relatedTo(model, ['max_clients'], 'The limit of all.'),
    });
  },
};
