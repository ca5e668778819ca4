import type { Check } from '../support/index.js';
import { contrastOf, deadSigns, describeMode } from './contrast.js';

export const epsvBroken: Check = {
  id: 'EPSV-BROKEN',
  title: 'PASV works, EPSV does not',
  severity: 'error',
  cause: 'network',
  means: 'Clients that prefer EPSV, such as curl, wait for a timeout before every transfer or fail.',
  decides:
    'On one server every PASV gets its data connection, and no EPSV does although it was answered by 229.',
  spares: 'A refused EPSV (EPSV-UNSUPPORTED); ports that fail in both modes (DATA-WINDOW).',
  fix: 'A balancer or firewall helper on the way follows only PASV: open the whole passive range instead of relying on it. Until then deny EPSV with cmds_denied=EPSV, so that clients fall back at once.',
  metAt: { phase: 'data-connection', place: 40 },
  judgedAt: { phase: 'data-connection', place: 130 },
  advice: {
    any: 'A balancer or firewall helper on the way follows only PASV: open the whole passive range instead of relying on it.',
  },
  find: (view) => {
    const found = contrastOf(view, 'PASV', 'EPSV');
    const bad = found?.bad.filter(({ it }) => it.endpoint !== null) ?? [];
    if (!found || !bad[0]) return null;
    return {
      evidence: `${describeMode(bad[0])}; PASV on the same server opened its data connection.`,
      about: deadSigns({ ...found, bad }),
      at: bad[0].it.endpoint?.at,
      count: bad.length,
      severity: bad.length > 1 || found.good.length > 1 ? 'error' : 'warning',
    };
  },
};
