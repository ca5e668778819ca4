import { type Check, serverStatus } from '../support/index.js';

export const load: Check = {
  id: 'LOAD',
  title: 'The server is nearly full',
  severity: 'warning',
  cause: 'load',
  means: 'A few more clients, and the next one is sent away with 421.',
  decides: 'STAT counts at least nine tenths of max_clients.',
  spares: 'Without the file the limit is not known. The probe’s own connections are not counted.',
  fix: 'Raise max_clients, and the passive range with it.',
  settings: ['max_clients'],
  metAt: { phase: 'later', place: 30 },
  judgedAt: { phase: 'later', place: 40 },
  advice: {
    proftpd: 'Raise `MaxClients` and `MaxInstances`, and `PassivePorts` with them.',
    pureFtpd: 'Raise `MaxClientsNumber`, and `PassivePortRange` with it.',
  },
  find: (view) => {
    const limit = view.config?.number('max_clients') ?? 0;
    const counts = view.sessions.slice(0, 1).flatMap((session) => serverStatus(session)?.clients ?? []);
    const others = Math.max(0, ...counts.map((count) => count - 1));
    return limit > 1 && others >= limit * 0.9
      ? [{ evidence: `STAT counts ${others} other clients; max_clients=${limit}.` }]
      : [];
  },
};
