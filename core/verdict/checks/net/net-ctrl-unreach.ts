import type { Check } from '../support/index.js';
import { controlReports, unreached } from './control-connects.js';

/** ARP gives up after three seconds; an ICMP message takes one round trip. */
const ARP_MS = 2500;

export const netCtrlUnreach: Check = {
  id: 'NET-CTRL-UNREACH',
  title: 'There is no way to the server',
  severity: 'error',
  cause: 'network',
  means:
    'A router or firewall says that the host cannot be reached, or no machine has that address on the local network.',
  decides:
    'The connect to the control port ends in EHOSTUNREACH or ENETUNREACH: after one round trip a firewall or router said so, after about three seconds no machine answered on the local network.',
  fix: 'Check the address and the route; a firewall that answers with an ICMP message must let the control port in.',
  metAt: { phase: 'reach', place: 40 },
  judgedAt: { phase: 'reach', place: 90 },
  find: (view) =>
    controlReports(
      view,
      (c) => c.outcome === 'unreachable' || c.outcome === 'failed' || c.outcome === 'reset',
      'unreachable',
    ).map((report) => {
      const slow = unreached(view).some(({ failures }) => failures.some((c) => (c.durationMs ?? 0) > ARP_MS));
      return slow
        ? {
            ...report,
            fix: {
              text: 'No machine answers for that address on this network: check the address, the cable or the virtual network, and that the host is up.',
            },
          }
        : report;
    }),
};
