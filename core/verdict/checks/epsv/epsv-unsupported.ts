import type { Check, EvidenceView } from '../support/index.js';
import {
  attempts,
  isAccepted,
  isByPolicy,
  isIpv6,
  passiveRefusalReports,
  passiveRefusals,
} from '../support/index.js';

export const epsvUnsupported: Check = {
  id: 'EPSV-UNSUPPORTED',
  title: 'The server refuses EPSV',
  severity: 'information',
  cause: 'server-config',
  means: 'Clients on IPv6 have no passive mode, and clients behind NAT depend on a right address in the 227.',
  decides: 'EPSV is refused while PASV is answered or was not tried.',
  spares: 'On IPv4 with a right 227 it is harmless, so it is only worth knowing there.',
  fix: 'Take EPSV out of cmds_denied, or add it to cmds_allowed.',
  settings: ['cmds_denied', 'cmds_allowed'],
  metAt: { phase: 'passive-reply', place: 170, asInformation: 60 },
  judgedAt: { phase: 'passive-reply', place: 50 },
  advice: {
    proftpd: 'Look for `<Limit EPSV>` with `DenyAll` in proftpd.conf.',
    pureFtpd:
      'Pure-FTPd refuses EPSV only with `BrokenClientsCompatibility` or behind a proxy: take that away.',
  },
  find: (view) => {
    if (isAccepted(view, 'EPSV')) return [];
    const found = passiveRefusals(view, (a) => a.mode === 'EPSV' && isByPolicy(a));
    const listedInFeat = view.sessions.some((s) =>
      s.answers.some(({ to, reply }) => to === 'FEAT' && /\bEPSV\b/.test(reply.text)),
    );
    const suffix = listedInFeat ? ' FEAT lists EPSV all the same.' : '';
    const isWorst = found.some(({ session }) => isIpv6(session.peer)) || isOnlyWay(view);
    return passiveRefusalReports(found, isWorst ? { severity: 'error' } : {}).map((report) => ({
      ...report,
      evidence: report.evidence + suffix,
    }));
  },
};

/** A client of whose log no other mode is seen, and no transfer that got an answer: it has no other way. */
function isOnlyWay(view: EvidenceView): boolean {
  const all = attempts(view);
  return (
    view.witness === 'transcript' &&
    all.every(({ it }) => it.mode === 'EPSV' && it.final === null && it.opening === null)
  );
}
