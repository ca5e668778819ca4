import { type Check, openRange, RANGE_ADVICE } from '../support/index.js';
import { failedDialReports, isProhibited, withSilentDials } from './failed-dials.js';

export const dataProhib: Check = {
  id: 'DATA-PROHIB',
  title: 'A firewall prohibits the passive port',
  severity: 'error',
  cause: 'server-firewall',
  means: 'Login works, and every listing or transfer fails at once with "no route to host".',
  decides:
    'EHOSTUNREACH or ENETUNREACH for the data port after about one round trip, while the control port of the same address works.',
  spares: 'EHOSTUNREACH after three seconds is a missing machine on the own network.',
  fix: 'Open the passive range in front of the rule that ends with REJECT --reject-with icmp-host-prohibited.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'data-connection', place: 90 },
  judgedAt: { phase: 'data-connection', place: 170 },
  advice: RANGE_ADVICE,
  find: (view, explained) =>
    failedDialReports(withSilentDials(view, explained, isProhibited), {
      fix: openRange(
        view,
        'firewalld and many iptables sets end with REJECT --reject-with icmp-host-prohibited: open the passive range before that rule.',
      ),
    }),
};
