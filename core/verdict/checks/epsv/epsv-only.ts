import type { Attempt, Check, CheckReport, EvidenceView, Explained } from '../support/index.js';
import { ADDRESS_ADVICE, isByPolicy, isIpv6, LAST_WORDS } from '../support/index.js';
import { type Contrast, contrastOf, deadSigns, describeMode, isPromised } from './contrast.js';

function isOtherwiseFit(peer: string | null, { endpoint, refusal }: Attempt, explained: Explained): boolean {
  return !isIpv6(peer) && (refusal !== null || (endpoint !== null && explained(endpoint)));
}

export const epsvOnly: Check = {
  id: 'EPSV-ONLY',
  title: 'EPSV works, PASV does not',
  severity: 'error',
  cause: 'server-config',
  means: 'Clients that use EPSV work and hide the fault; those that know only PASV cannot list or transfer.',
  decides:
    'On one server every EPSV gets its data connection, and no PASV does; a warning where PASV got no answer, or a refusal that is no policy.',
  spares:
    'PASV refused after EPSV ALL, or over IPv6. PASV refused by policy is only worth knowing, and where the reply’s own address is the cause, this only says whom it hits.',
  fix: 'Look at the 227: its address (pasv_address) and whether PASV is denied (cmds_denied). Until then, clients can be set to EPSV.',
  settings: ['pasv_address', 'cmds_denied', 'cmds_allowed'],
  metAt: { phase: 'data-connection', place: 30, asInformation: 50 },
  judgedAt: { phase: 'data-connection', place: 120 },
  advice: ADDRESS_ADVICE,
  find: (view, explained) => {
    const found = contrastOf(view, 'EPSV', 'PASV');
    if (!found?.bad[0]) return [];
    if (found.bad.every(({ it }) => it.refusal !== null && isByPolicy(it))) return policy(view, found);
    if (found.bad.every((one) => !isPromised(one) && isIpv6(one.session.peer))) return [];
    const all = deadSigns(found);
    const isExplained = all.every(explained);
    // Over IPv6 or on a special port that is no fault of the mode; a wrong address hits all clients that use PASV.
    if (isExplained && !found.bad.some(({ session, it }) => isOtherwiseFit(session.peer, it, explained)))
      return [];
    return {
      evidence: `${describeMode(found.bad[0])}; EPSV on the same server opened its data connection.`,
      ...(isExplained ? EXPLAINED : { about: all }),
      ...(isExplained ||
      found.bad.some(isPromised) ||
      found.bad.some(({ it }) => LAST_WORDS.test(it.refusal?.text ?? ''))
        ? {}
        : UNANSWERED),
      at: found.bad[0].it.endpoint?.at ?? found.bad[0].it.refusal?.at,
      count: found.bad.length,
    };
  },
};

/** The cause of the dead mode is another finding. */
const EXPLAINED = {
  severity: 'information',
  fix: {
    text: 'Fix the cause above. Until then clients that use EPSV work, which is why not everybody notices.',
  },
} as const satisfies Partial<CheckReport>;

const UNANSWERED = {
  severity: 'warning',
  fix: {
    text: 'Clients that know only PASV fail. Probe again from the server itself: if PASV works there, a firewall or proxy in between that reads FTP does not let it through. Else look into the server’s log. Clients that use EPSV work.',
  },
} as const satisfies Partial<CheckReport>;

/** PASV was denied on purpose: EPSV works, for clients that know it. */
function policy(view: EvidenceView, found: Contrast): readonly CheckReport[] {
  const bad = found.bad.filter(({ session }) => !isIpv6(session.peer));
  const [first] = bad;
  if (!first) return [];
  return [
    {
      evidence: `${describeMode(first)}; EPSV on the same server opened its data connection.`,
      title: 'The server takes EPSV only',
      severity: view.witness === 'probe' ? 'information' : 'warning',
      about: deadSigns({ ...found, bad }),
      at: first.it.refusal?.at,
      count: bad.length,
      fix: {
        text: 'If that is meant so, there is nothing to do: current clients use EPSV. Otherwise take PASV out of cmds_denied, or add it to cmds_allowed.',
      },
      settings: ['cmds_denied', 'cmds_allowed'],
    },
  ];
}
