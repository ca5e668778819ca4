import type { Check, CheckReport, EvidenceView } from '../support/index.js';
import { ADDRESS_ADVICE, advertise, ipv4Listener } from '../support/index.js';
import { configPlaces } from '../../config/config-places.js';
import { advertised, reportsByAddress } from './advertised.js';

export const pasvAddrZero: Check = {
  id: 'PASV-ADDR-ZERO',
  title: 'PASV sends clients to 0.0.0.0, so listings fail',
  severity: 'error',
  cause: 'server-config',
  means: 'Clients dial themselves and are refused, or give up; some repair it silently.',
  decides: 'A 227 with 0,0,0,0 on an IPv4 control connection.',
  spares:
    'Over IPv6 vsftpd cannot send anything else (PASV-OVER-V6). A refusal after a dial of 0.0.0.0 is the tester’s own machine.',
  fix: 'Set listen=YES and listen_ipv6=NO: with pasv_address on an IPv6 listener vsftpd sends 0,0,0,0 to IPv4 clients. Replace pasv_address=0.0.0.0 by the outer address.',
  settings: ['pasv_address', 'listen_ipv6', 'listen'],
  metAt: { phase: 'passive-reply', place: 70 },
  judgedAt: { phase: 'passive-reply', place: 130 },
  advice: ADDRESS_ADVICE,
  find: (view) => {
    const text =
      'vsftpd sends this when pasv_address is set and one IPv6 socket serves IPv4 clients too (listen_ipv6=YES): set listen=YES and listen_ipv6=NO, and restart it.';
    const ifZero = view.config ? '' : ' If the file says pasv_address=0.0.0.0, write the outer address.';
    return reportsByAddress(
      view,
      advertised(view).filter(({ of }) => of === 'unspecified'),
      ({ session }) => ({
        ...titleOf(view),
        fix:
          view.config?.text('pasv_address') === '0.0.0.0'
            ? advertise(view, session, 'pasv_address=0.0.0.0 is sent as it stands.')
            : ipv4Listener(text + ifZero),
      }),
    );
  },
};

/** With the file at hand the title says why. */
function titleOf({ config }: EvidenceView): Partial<Pick<CheckReport, 'title'>> {
  const line = config && configPlaces(['pasv_address'], config.document)[0]?.line;
  if (line === undefined || config?.bool('listen_ipv6') !== true || config.text('pasv_address') === '0.0.0.0')
    return {};
  return {
    title: `${pasvAddrZero.title} (pasv_address, line ${line + 1}, is ignored while listen_ipv6=YES)`,
  };
}
