import { attempts, type Check, quotedReply, transferName } from '../support/index.js';

const NO_ADDRESS = /cannot assign requested address|EADDRNOTAVAIL|can.?t assign requested address/i;

export const dataBind: Check = {
  id: 'DATA-BIND',
  title: 'The server has no such address for its data connections',
  severity: 'error',
  cause: 'server-host',
  means: 'Login works, and every listing or transfer fails at once, whatever the firewall lets through.',
  decides: 'A transfer is answered by the system’s "Cannot assign requested address".',
  spares: 'A 425 without the system’s words (DATA-NEVER-ARRIVED), and an invalid pasv_address.',
  fix: 'Look at the address that the server, or the proxy in front of it, is told to use for data connections: this machine does not have it. Set it to an own address, or take the setting away.',
  settings: ['listen_address', 'listen_address6', 'pasv_address'],
  metAt: { phase: 'data-connection', place: 105 },
  judgedAt: { phase: 'data-connection', place: 175 },
  find: (view) => {
    const found = attempts(view).filter(({ it }) => it.final !== null && NO_ADDRESS.test(it.final.text));
    const first = found[0]?.it;
    if (!first?.final) return null;
    return {
      evidence: `${transferName(first)} was answered by ${quotedReply(first.final)}.`,
      about: found.map(({ it }) => it.final ?? it),
      covers: found.flatMap(({ it }) => [...it.notes, ...(it.transfer ? [it.transfer] : [])]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
    };
  },
};
