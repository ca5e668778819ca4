import type { Attempt, Check, Within } from '../support/index.js';
import { ADDRESS_ADVICE, advertise, isGiven, isIpv6, isOuter, same } from '../support/index.js';
import { advertised, type Advertised, dialOutcome, reportsByAddress } from './advertised.js';

export const pasvAddrDiff: Check = {
  id: 'PASV-ADDR-DIFF',
  title: 'The server advertises another address than its own',
  severity: 'error',
  cause: 'server-config',
  means: 'Clients dial a stranger’s address: an old dynamic one, another node, or one that another NAT uses.',
  decides:
    'A 227 with a public address that is not the one the control connection reached, and that does not answer.',
  spares:
    'Servers with several addresses, where the advertised one works or the name has it too; connections through a proxy, which hides the server’s address.',
  fix: 'Set pasv_address to the address that clients connect to. With pasv_addr_resolve=YES the name is resolved once at start: restart vsftpd when the address changes.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  metAt: { phase: 'passive-reply', place: 120 },
  judgedAt: { phase: 'passive-reply', place: 180 },
  advice: {
    ...ADDRESS_ADVICE,
    proftpd: `${ADDRESS_ADVICE.proftpd} A name is looked up once, at the start: mod_dynmasq follows a changing address.`,
  },
  find: (view) => {
    const found = advertised(view).filter(
      (a) =>
        isOuter(a.host) &&
        isOuter(a.session.peer) &&
        !isIpv6(a.session.peer) &&
        !same(a.host, a.session.peer) &&
        dialOutcome(view, a) !== 'works' &&
        !(dialOutcome(view, a) === 'unknown' && isOfTheName(a)) &&
        !isProxied(a),
    );
    return reportsByAddress(view, found, (a) => ({
      severity: dialOutcome(view, a) === 'unknown' ? 'warning' : 'error',
      fix: advertise(
        view,
        a.session,
        a.host === '16.0.0.0'
          ? 'This build turns pasv_addr_resolve=YES into 16,0,0,0: set pasv_addr_resolve=NO and write the number.'
          : 'The address in pasv_address is out of date or wrong.',
      ),
    }));
  },
};

function isOfTheName({ session: { target }, host }: Advertised): boolean {
  return target?.resolved?.some((address) => same(address, host)) === true;
}

function isProxied({ session: { target } }: Within<Attempt>): boolean {
  const { peer, resolved } = target ?? {};
  return (
    isGiven(peer) &&
    resolved !== undefined &&
    resolved.length > 0 &&
    !resolved.some((address) => same(address, peer))
  );
}
