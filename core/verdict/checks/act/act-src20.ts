import { type Check, hostPort, isGiven } from '../support/index.js';
import { activeAttempts } from './active-attempts.js';

export const actSrc20: Check = {
  id: 'ACT-SRC20',
  title: 'Data connections of active mode do not come from port 20',
  severity: 'information',
  cause: 'server-config',
  means:
    'Firewalls at clients that let connections from port 20 in, and nothing else, stop active mode with this server.',
  decides: 'The connection that the server opened after PORT or EPRT came from another port than 20.',
  spares:
    'A server that was not tested in active mode. Behind a NAT the port may have been changed on the way.',
  fix: 'If clients depend on it, set connect_from_port_20=YES (and leave ftp_data_port at 20).',
  settings: ['connect_from_port_20', 'ftp_data_port'],
  metAt: { phase: 'active', place: 60, asInformation: 200 },
  judgedAt: { phase: 'active', place: 60 },
  advice: {
    any: 'Few clients depend on it. A server can connect from port 20 only where it may use ports below 1024.',
  },
  find: (view) => {
    const accepted = activeAttempts(view).flatMap(({ it }) =>
      it.connects.filter((c) => c.accepted === true && isGiven(c.port)),
    );
    const [first] = accepted;
    if (!first || accepted.some((c) => c.port === 20)) return null;
    return {
      evidence: `The server connected from ${hostPort(first.host, first.port)}.`,
      fix: { config: { connect_from_port_20: 'YES' } },
    };
  },
};
