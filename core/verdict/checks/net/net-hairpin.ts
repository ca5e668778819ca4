import { type Check, quote, same } from '../support/index.js';
import { controlFailures, describeConnect } from './control-connects.js';

export const netHairpin: Check = {
  id: 'NET-HAIRPIN',
  title: 'The test ran from inside, against the outer address',
  severity: 'warning',
  cause: 'nat',
  means:
    'Machines behind the same router cannot use the public name, because the router does not turn their packets round. Users outside are not affected.',
  decides:
    'The address dialled is the tester’s own public address, and the control connection was refused or lost.',
  spares:
    'Any other refusal, however quick: a server in the same data centre answers as soon as a router does.',
  fix: 'Test from outside. For the machines inside, switch on NAT loopback (hairpin NAT) on the router or give them the inner address by split DNS.',
  metAt: { phase: 'reach', place: 30 },
  judgedAt: { phase: 'reach', place: 40 },
  hop: 'client-nat',
  find: (view) =>
    controlFailures(view, (c) => same(c.host, view.ownAddress)).map(({ it }) => ({
      evidence: `${describeConnect(it)} ${quote(view.ownAddress ?? '')} is also the address this machine has outside.`,
      about: [it],
    })),
};
