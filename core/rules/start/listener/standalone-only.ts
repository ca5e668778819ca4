import { hasNoListener, isWholeServer, type Rule, settingRange } from '../../support/index.js';

const STANDALONE = [
  'background',
  'listen_address',
  'listen_address6',
  'listen_port',
  'max_clients',
  'max_per_ip',
] as const;

export const standaloneOnly: Rule = {
  code: 'standalone-only',
  title: 'A standalone-only setting under inetd',
  stage: 'start',
  severity: 'hint',
  why: 'Ports, addresses and connection limits belong to the listener. Under inetd or xinetd each process sees one connection only, so these settings do nothing there: set the limits in the configuration of inetd or xinetd.',
  bad: 'listen=NO\nlocal_enable=YES\nmax_clients=20\n',
  good: 'listen=YES\nlocal_enable=YES\nmax_clients=20\n',
  checkModel(model, report) {
    if (!isWholeServer(model) || !hasNoListener(model)) return;
    for (const name of STANDALONE) {
      const line = model.line(name);
      if (!line || line.opaque || (name === 'background' && model.bool(name) === false)) continue;
      report({
        ...settingRange(line),
        message: `${name} has no effect without a listener: listen and listen_ipv6 are both off.`,
        unnecessary: true,
      });
    }
  },
};
