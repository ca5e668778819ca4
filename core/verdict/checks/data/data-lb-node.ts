import type { Check, CheckReport } from '../support/index.js';
import { byServer, listed, passingRuns, portsTried, waitedInVain } from '../support/index.js';

export const dataLbNode: Check = {
  id: 'DATA-LB-NODE',
  title: 'Data connections land on another node now and then',
  severity: 'error',
  cause: 'network',
  means:
    'Transfers fail at random: a balancer sends the data connection to a node that does not wait for it.',
  decides: 'Of many passive ports some are refused and some open, mixed without order.',
  spares: 'One block of open ports (DATA-WINDOW).',
  fix: 'Make the balancer pin a client to one node for all ports (source address affinity), or give each node its own passive range and address.',
  metAt: { phase: 'data-connection', place: 110 },
  judgedAt: { phase: 'data-connection', place: 100 },
  find: (view, explained) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const tried = portsTried(view, sessions, explained);
      const { open, closed, failures } = tried;
      const refusals = failures.filter(({ outcome }) => outcome === 'refused');
      if (open.length < 2 || closed.length < 2 || passingRuns(tried) || refusals.length < failures.length)
        return [];
      const evidence = `${open.length} ports open, ${closed.length} refused, mixed: open ${listed(open, 4)}; refused ${listed(closed, 4)}.`;
      return [
        {
          evidence,
          about: refusals.map(({ seen }) => seen),
          // What another node has accepted never arrives either.
          covers: waitedInVain(sessions),
          at: refusals[0]?.seen.at,
        },
      ];
    }),
};
