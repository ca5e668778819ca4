import { byServer, type Check, completed } from '../support/index.js';
import {
  activeAttempts,
  activeRefusalReports,
  ILLEGAL_PORT,
  passiveCommands,
  USE_PASSIVE,
} from './active-attempts.js';

export const actAlgClient: Check = {
  id: 'ACT-ALG-CLIENT',
  title: 'Active mode works in clear and fails under TLS',
  severity: 'warning',
  cause: 'client',
  means: 'The client’s router rewrites PORT, which it cannot do in an encrypted dialogue.',
  decides: 'On one server an active transfer succeeded in clear, and PORT was refused as illegal under TLS.',
  fix: USE_PASSIVE,
  metAt: { phase: 'active', place: 10 },
  judgedAt: { phase: 'active', place: 10 },
  hop: 'client-nat',
  find: (view) =>
    byServer(view).flatMap((sessions) => {
      const all = activeAttempts({ ...view, sessions });
      const works = all.some(({ it }) => !it.secured && completed(it));
      const fails = all.filter(({ it }) => it.secured && ILLEGAL_PORT.test(it.refusal?.text ?? ''));
      return works ? activeRefusalReports(fails, { fix: { commands: passiveCommands(view) } }) : [];
    }),
};
