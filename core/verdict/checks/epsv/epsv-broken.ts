import { type Check, isByPolicy } from '../support/index.js';
import { contrastOf, deadSigns, describeMode, isPromised } from './contrast.js';

export const epsvBroken: Check = {
  id: 'EPSV-BROKEN',
  title: 'PASV works, EPSV does not',
  severity: 'error',
  cause: 'network',
  means: 'Clients that prefer EPSV, such as curl, wait for a timeout before every transfer or fail.',
  decides:
    'On one server every PASV gets its data connection, and no EPSV does although it was answered by 229; a warning where EPSV got no answer, or a refusal that is no policy.',
  spares:
    'An EPSV refused by 500, 502 or 550 (EPSV-UNSUPPORTED); ports that fail in both modes (DATA-WINDOW).',
  fix: 'A balancer or firewall helper on the way follows only PASV: open the whole passive range instead of relying on it. Until then deny EPSV with cmds_denied=EPSV, so that clients fall back at once.',
  metAt: { phase: 'data-connection', place: 40 },
  judgedAt: { phase: 'data-connection', place: 130 },
  advice: {
    any: 'A balancer or firewall helper on the way follows only PASV: open the whole passive range instead of relying on it.',
  },
  find: (view) => {
    const found = contrastOf(view, 'PASV', 'EPSV');
    const dead = found?.bad.filter(({ it }) => !isByPolicy(it)) ?? [];
    const promised = dead.filter(isPromised);
    const bad = promised.length > 0 ? promised : dead;
    if (!found || !bad[0]) return null;
    const worked = 'PASV on the same server opened its data connection.';
    const common = {
      about: deadSigns({ ...found, bad }),
      at: bad[0].it.endpoint?.at ?? bad[0].it.refusal?.at,
    };
    const evidence = `${sentence(describeMode(bad[0]))}; ${worked}`;
    if (promised.length === 0) return { ...common, ...UNANSWERED, evidence };
    return {
      ...common,
      evidence,
      count: bad.length,
      severity: bad.length > 1 || found.good.length > 1 ? 'error' : 'warning',
    };
  },
};

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const UNANSWERED = {
  severity: 'warning',
  fix: {
    text: 'Clients that prefer EPSV wait for their timeout, or try PASV at once where it is refused. Probe again from the server itself: if EPSV works there, a NAT or firewall in between that reads FTP does not let it through; mend or replace that. Else look into the server’s log. Until then let the server deny EPSV (cmds_denied=EPSV), or clients use PASV.',
  },
} as const;
