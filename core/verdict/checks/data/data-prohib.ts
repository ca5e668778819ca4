import { type Check, openRange, RANGE_ADVICE } from '../support/index.js';
import {
  ARP_TIMEOUT_MS,
  failedDialReports,
  isProhibited,
  withSilentDials,
  triedAlone,
} from './failed-dials.js';

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
  find: (view, explained) => {
    const found = withSilentDials(view, explained, isProhibited);
    const ports = found.filter(isProhibited);
    const late = ports.filter(({ failure }) => (failure.durationMs ?? 0) > ARP_TIMEOUT_MS);
    // A gateway that forwards to a machine that is not there says so when its ARP requests ran out.
    if (ports.length > 0 && late.length === ports.length) return failedDialReports(found, NOT_THERE);
    return failedDialReports(
      found,
      {
        fix: openRange(
          view,
          'firewalld and many iptables sets end with REJECT --reject-with icmp-host-prohibited: open the passive range before that rule.',
        ),
      },
      triedAlone(view),
    );
  },
};

const NOT_THERE = {
  title: 'The passive port leads to a machine that does not answer',
  cause: 'nat',
  fix: {
    text: 'A gateway forwards the passive port to a machine that did not answer it for about three seconds: check the inner address in its forwarding rule for the passive range.',
  },
} as const;
