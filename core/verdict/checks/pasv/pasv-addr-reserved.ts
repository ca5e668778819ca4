import { type AddressClass, classOf, consequenceOf } from '../../../reply/index.js';
import { ADDRESS_ADVICE, advertise, type Check, isGiven } from '../support/index.js';
import { advertised, isRightInside, reportsByAddress } from './advertised.js';

export const pasvAddrReserved: Check = {
  id: 'PASV-ADDR-RESERVED',
  title: 'The server advertises an address that cannot be reached from outside',
  severity: 'error',
  cause: 'server-config',
  means:
    'Clients dial an address that is not routed: of a carrier’s NAT, of one network segment, or set aside.',
  decides:
    'A 227 with an address of a special-purpose block (shared, link-local, multicast, documentation, reserved).',
  spares:
    'Inside the same carrier network or overlay (100.64.0.0/10, as Tailscale uses) the address is right. Addresses for documentation are what people write to mask the real one.',
  fix: 'Set pasv_address to the address that clients connect to. Behind a carrier’s NAT there is none: ask the provider for a public address or use a VPN.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  metAt: { phase: 'passive-reply', place: 110 },
  judgedAt: { phase: 'passive-reply', place: 170 },
  advice: {
    ...ADDRESS_ADVICE,
    proftpd: `${ADDRESS_ADVICE.proftpd} Behind a carrier’s NAT there is none: ask the provider for a public address or use a VPN.`,
    pureFtpd: `${ADDRESS_ADVICE.pureFtpd} Behind a carrier’s NAT there is none: ask the provider for a public address or use a VPN.`,
  },
  find: (view) => {
    const odd: readonly AddressClass[] = ['shared', 'link-local', 'multicast', 'reserved', 'documentation'];
    const found = advertised(view).filter((a) => {
      if (!odd.includes(a.of) || isRightInside(view, a)) return false;
      const near = [a.session.peer, a.session.target?.local].some(
        (address) => isGiven(address) && classOf(address) === a.of,
      );
      const isMasked = a.session.peer === null && classOf(a.session.target?.local ?? '') !== 'public';
      return !near && !(a.of === 'documentation' && isMasked);
    });
    return reportsByAddress(view, found, ({ session, of, host }) => ({
      title: `The server advertises an address that cannot be reached from outside: ${host} is ${of}`,
      fix:
        of === 'shared'
          ? advertise(
              view,
              session,
              'Behind a carrier’s NAT there is no way in from the internet: ask the provider for a public address or use a VPN, and advertise that address.',
            )
          : advertise(view, session, consequenceOf(of)),
    }));
  },
};
