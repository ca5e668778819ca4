import { type Check, hasOuterIpv6, isIpv6 } from '../support/index.js';
import { connectsByAddress, describeConnect } from './control-connects.js';

export const netDnsAaaaDead: Check = {
  id: 'NET-DNS-AAAA-DEAD',
  title: 'An IPv6 address is published, but nothing answers there',
  severity: 'warning',
  cause: 'network',
  means: 'Clients with IPv6 try that address first and wait before they fall back; some never do.',
  decides:
    'The name has an IPv6 and an IPv4 address; the control port answers on IPv4 and is refused or silent on IPv6.',
  spares: 'ENETUNREACH and EADDRNOTAVAIL mean that the tester has no IPv6 itself.',
  fix: 'Serve FTP on IPv6 too (listen_ipv6=YES, listen=NO serves both families), or take the AAAA record out of the DNS.',
  settings: ['listen_ipv6', 'listen'],
  metAt: { phase: 'reach', place: 80 },
  judgedAt: { phase: 'reach', place: 50 },
  advice: {
    proftpd: 'Serve FTP on IPv6 too (`UseIPv6 on`), or take the AAAA record out of the DNS.',
    pureFtpd: 'Serve FTP on IPv6 too (`IPV4Only no`), or take the AAAA record out of the DNS.',
  },
  find: (view) => {
    const { open, failed } = connectsByAddress(view);
    if (!open.some((c) => !isIpv6(c.host)) || hasOuterIpv6(view) === false) return [];
    return failed
      .filter((c) => isIpv6(c.host) && (c.outcome === 'refused' || c.outcome === 'timeout'))
      .slice(0, 1)
      .map((c) => ({ evidence: describeConnect(c), about: [c] }));
  },
};
