import type { Attempt, Check, CheckReport, FindingSeverity, Within } from '../support/index.js';
import { isIpv6, passiveAttempts, said } from '../support/index.js';
import { advertised, reportsByAddress } from './advertised.js';
import { passiveRefusalReports, passiveRefusals } from '../support/index.js';
import { isPieceOfIpv6, isRefusedOverV6 } from './piece-of-ipv6.js';

export const pasvOverV6: Check = {
  id: 'PASV-OVER-V6',
  title: 'PASV was used over IPv6',
  severity: 'information',
  cause: 'client',
  means:
    'A 227 has no room for an IPv6 address: vsftpd sends 0,0,0,0, ProFTPD a piece of the address, and only EPSV can work.',
  decides:
    'A 227 on a control connection to an IPv6 address, with an address of IPv4 or a piece of the IPv6 one; or PASV is refused there.',
  spares: 'EPSV beside it works, so clients that speak IPv6 properly are not affected.',
  fix: 'Use EPSV on IPv6: every current client does unless it was told not to.',
  metAt: { phase: 'passive-reply', place: 160, asInformation: 180 },
  judgedAt: { phase: 'passive-reply', place: 100 },
  find: (view) => {
    const found = advertised(view).filter(({ session }) => isIpv6(session.peer));
    const hasEpsv = passiveAttempts(view).some(({ it }) => it.mode === 'EPSV' && it.endpoint !== null);
    const severity = hasEpsv || view.witness === 'probe' ? 'information' : 'warning';
    const unread = passiveAttempts(view).filter(({ session, it }) => isPieceOfIpv6(session, it));
    const refused = passiveRefusals(view, (a) =>
      view.sessions.some((session) => isRefusedOverV6(session, a)),
    );
    return [
      ...reportsByAddress(view, found, () => ({ severity })),
      ...pieces(unread, severity),
      ...(view.witness === 'probe' || hasEpsv ? [] : passiveRefusalReports(refused, { severity: 'error' })),
    ].slice(0, 1);
  },
};

function pieces(found: readonly Within<Attempt>[], severity: FindingSeverity): readonly CheckReport[] {
  return found.map(({ it }) => ({
    evidence: it.endpoint ? `\`${said(it.endpoint)}\` over IPv6.` : '',
    severity,
    covers: it.notes,
    at: it.endpoint?.at,
  }));
}
