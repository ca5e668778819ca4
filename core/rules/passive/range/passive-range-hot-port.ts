import { type Rule, valueRange } from '../../support/index.js';

export const passiveRangeHotPort: Rule = {
  code: 'passive-range-hot-port',
  title: 'A port in the range that routers treat specially',
  stage: 'passive',
  severity: 'hint',
  files: ['main', 'per-user'],
  why: 'Routers and firewalls with protocol helpers inspect connections on some ports (5060 and 5061 for SIP, 1720 for H.323, 1723 for PPTP, 2000 for SCCP, 3128 for proxies). A data connection there may hang although all others work.',
  bad: 'pasv_min_port=5050\npasv_max_port=5090\n',
  good: 'pasv_min_port=5100\npasv_max_port=5190\n',
  checkModel(model, report) {
    if (model.bool('pasv_enable') === false) return;
    const range = model.passiveRange();
    const low = model.line('pasv_min_port');
    if (!range || !low || range.size > 1000) return;
    const hot = HOT_PORTS.filter((port) => port >= range.low && port <= range.high);
    if (hot.length === 0) return;
    report({
      ...valueRange(low),
      message: `The range contains ${hot.join(', ')}, which some routers treat as another protocol: transfers there may hang.`,
    });
  },
};

const HOT_PORTS: readonly number[] = [1720, 1723, 2000, 3128, 5060, 5061];
