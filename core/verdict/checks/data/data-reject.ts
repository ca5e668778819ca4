import { type Check, openRange, RANGE_ADVICE } from '../support/index.js';
import {
  type FailedDial,
  failedDialReports,
  isRefusedDial,
  withSilentDials,
  triedAlone,
} from './failed-dials.js';

/** Where a probe says so, the connection stood before: the port is open. Programs say it of refusals too. */
function isReset({ failure }: FailedDial): boolean {
  return failure.outcome === 'reset';
}

export const dataReject: Check = {
  id: 'DATA-REJECT',
  title: 'The passive port refuses connections',
  severity: 'error',
  cause: 'server-firewall',
  means: 'Login works, and every listing or transfer fails at once.',
  decides:
    'ECONNREFUSED for the advertised port: a firewall rejects it, or a NAT gateway without a forwarding rule refuses it itself.',
  spares: 'Refusals that are too quick to come from the server (DATA-WRONG-HOST).',
  fix: 'Open the passive range on the server’s firewall, and forward it on the NAT gateway, not only port 21.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'data-connection', place: 80 },
  judgedAt: { phase: 'data-connection', place: 160 },
  advice: {
    ...RANGE_ADVICE,
    proftpd: `${RANGE_ADVICE.proftpd} A gateway that forwards port 21 only refuses the data port itself.`,
    pureFtpd: `${RANGE_ADVICE.pureFtpd} A gateway that forwards port 21 only refuses the data port itself.`,
  },
  find: (view, explained) =>
    failedDialReports(
      withSilentDials(
        view,
        explained,
        (f) => isRefusedDial(f) || (view.witness === 'transcript' && isReset(f)),
      ),
      {
        fix: openRange(
          view,
          'Open the passive range on the server’s firewall. Behind NAT forward it as well: a gateway that only forwards port 21 refuses the data port itself.',
        ),
      },
      triedAlone(view),
    ),
};
