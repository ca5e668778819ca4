import type { Check } from '../support/index.js';
import { isAccepted, isInner, isIpv6, passiveRefusalReports, passiveRefusals } from '../support/index.js';

export const epsvFamily: Check = {
  id: 'EPSV-FAMILY',
  title: 'EPSV asks for an address family that the server does not serve',
  severity: 'warning',
  cause: 'network',
  means: 'The client sees another address family than the server: usually a NAT64 in between.',
  decides:
    '522 to EPSV, EPSV 1 or EPSV 2, and no other EPSV was answered, or the family asked for is that of the connection itself.',
  spares:
    'Where EPSV works otherwise, a server that serves one family only is just worth knowing; on an inner network not even that.',
  fix: 'Let the client send EPSV without an argument. To serve both families set listen=NO and listen_ipv6=YES, and leave pasv_address unset then.',
  settings: ['listen', 'listen_ipv6'],
  metAt: { phase: 'passive-reply', place: 180, asInformation: 270, isSituation: true },
  judgedAt: { phase: 'passive-reply', place: 60 },
  advice: {
    proftpd: 'Let the client send EPSV without an argument. For both families set `UseIPv6 on`.',
    pureFtpd: 'Let the client send EPSV without an argument. For both families set `IPV4Only no`.',
  },
  find: (view) => {
    const found = passiveRefusals(view, (a) => a.mode === 'EPSV' && a.refusal?.code === 522);
    const own = found.filter(({ session, it }) => isIpv6(session.peer) === (it.argument?.trim() === '2'));
    if (!isAccepted(view, 'EPSV') || (view.witness === 'probe' && own.length > 0))
      return passiveRefusalReports(own.length > 0 ? own : found);
    if (view.witness !== 'probe') return [];
    const family = found[0]?.it.argument?.trim() === '2' ? 'IPv4' : 'IPv6';
    return passiveRefusalReports(
      found.filter(({ session }) => !isInner(session.peer)),
      {
        severity: 'information',
        title: `The server serves ${family} only`,
        cause: 'server-config',
        fix: {
          text: `Nothing to do as long as all clients use ${family}. To serve both families set listen=NO and listen_ipv6=YES, and leave pasv_address unset then.`,
        },
      },
    );
  },
};
