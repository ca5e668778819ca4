import { type Check, opening } from '../support/index.js';
import { controlReports, LIMITED, triedPort } from './control-connects.js';

export const netCtrlTimeout: Check = {
  id: 'NET-CTRL-TIMEOUT',
  title: 'The control port does not answer',
  severity: 'error',
  cause: 'network',
  means:
    'The connection attempts get lost: a firewall drops them, the address is wrong or the host is down. No one can log in.',
  decides: 'No answer to the connect to the control port within the time allowed.',
  fix: 'Check that the host is up and the address right, then let the control port through every firewall and NAT on the way.',
  metAt: { phase: 'reach', place: 60 },
  judgedAt: { phase: 'reach', place: 80 },
  find: (view) => {
    const tried = triedPort(view) ?? 21;
    return controlReports(view, (c) => c.outcome === 'timeout', 'timeout').map((report) => ({
      ...report,
      fix: { text: `${netCtrlTimeout.fix} ${LIMITED}`, isGeneral: true, ...opening(view, [[tried, tried]]) },
    }));
  },
};
