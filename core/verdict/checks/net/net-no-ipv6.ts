import { type Check, hasOuterIpv6, isIpv6, isOuter, listed } from '../support/index.js';

export const netNoIpv6: Check = {
  id: 'NET-NO-IPV6',
  title: 'The name has IPv6 addresses only, and this computer has no IPv6',
  severity: 'error',
  cause: 'client',
  means: 'Nothing is known about the server; users without IPv6 cannot reach it either.',
  decides:
    'All addresses of the name are of IPv6, none of them was reached, and this computer has no IPv6 address that leads outside.',
  spares: 'Addresses of IPv6 beside one of IPv4 (NET-DNS-AAAA-DEAD).',
  fix: 'Probe from a network with IPv6. For users without it give the server an IPv4 address and the name an A record.',
  metAt: { phase: 'reach', place: 35 },
  judgedAt: { phase: 'reach', place: 65 },
  find: (view) => {
    if (view.witness !== 'probe' || hasOuterIpv6(view) !== false) return null;
    const main = view.sessions.find(({ target }) => target !== null);
    const { resolved = [], host = '' } = main?.target ?? {};
    const isOurs = main?.connects.every(({ outcome }) => outcome === 'unreachable' || outcome === 'failed');
    const isOutside = resolved.length > 0 && resolved.every((one) => isIpv6(one) && isOuter(one));
    if (!main || isOurs !== true || !isOutside || main.answers.length > 0) return null;
    const name = isIpv6(host) ? 'The server' : host;
    return {
      evidence: `${name} is ${listed(resolved, 3)}; this computer has no IPv6 address that leads outside.`,
      about: main.connects,
    };
  },
};
