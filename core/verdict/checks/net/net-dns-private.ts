import { classOf } from '../../../reply/index.js';
import { type Check, isInner, isLoopback, listed, quote } from '../support/index.js';
import { describeConnect, unreached } from './control-connects.js';

export const netDnsPrivate: Check = {
  id: 'NET-DNS-PRIVATE',
  title: 'The name resolves to an inner address',
  severity: 'error',
  cause: 'network',
  means:
    'Clients outside that network look up the name and then dial an address that does not exist for them.',
  decides:
    'All addresses of the name are private or shared, and none of them could be reached from a machine outside that kind of network.',
  spares:
    'With split DNS the inner address is right for clients inside: when the control connection works, nothing is reported.',
  fix: 'Publish the outer address for clients outside, and keep the inner one for the inner resolver only.',
  metAt: { phase: 'reach', place: 20 },
  judgedAt: { phase: 'reach', place: 30 },
  find: (view) =>
    unreached(view).flatMap(({ session, failures }) => {
      const resolved = session.target?.resolved ?? [];
      const host = session.target?.host ?? '';
      if (
        resolved.length === 0 ||
        !resolved.every(isInner) ||
        classOf(host) !== null ||
        resolved.some(isLoopback)
      )
        return [];
      const evidence = `${quote(host, 100)} resolves to ${listed(resolved)}. ${failures[0] ? describeConnect(failures[0]) : ''}`;
      return [{ evidence, about: failures }];
    }),
};
