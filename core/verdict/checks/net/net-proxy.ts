import { type Check, listed, quote, same } from '../support/index.js';

export const netProxy: Check = {
  id: 'NET-PROXY',
  title: 'Something between client and server answers in its place',
  severity: 'information',
  cause: 'network',
  means:
    'The connection does not end at an address of the name, so addresses in replies cannot be judged; EPSV is the safer mode.',
  decides: 'The control connection’s other end is none of the addresses the name resolves to.',
  spares: 'IPv4 addresses written as IPv6-mapped ones are the same address.',
  fix: 'Test without the proxy or VPN. Through it, prefer EPSV, which carries no address.',
  metAt: { phase: 'reach', place: 90, asInformation: 250 },
  judgedAt: { phase: 'reach', place: 100 },
  find: (view) =>
    view.sessions.flatMap(({ target }) => {
      if (!target?.peer || !target.resolved || target.resolved.length === 0) return [];
      if (target.resolved.some((address) => same(address, target.peer))) return [];
      return [
        {
          evidence: `${quote(target.host, 100)} resolves to ${listed(target.resolved)}, but ${quote(target.peer, 60)} answered.`,
        },
      ];
    }),
};
