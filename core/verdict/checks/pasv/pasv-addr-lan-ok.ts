import { advertisedOpen, type Check, isInner, isLoopback, said } from '../support/index.js';
import { advertised } from './advertised.js';

export const pasvAddrLanOk: Check = {
  id: 'PASV-ADDR-LAN-OK',
  title: 'The advertised address is right here, inside',
  severity: 'information',
  cause: 'server-config',
  means: 'Clients of this network can use it. Clients outside cannot, and what they are told was not seen.',
  decides:
    'The server was reached at an inner address, its 227 names an inner address too, and a data connection to it opened.',
  spares: 'Tests over loopback.',
  fix: 'For users of this network nothing is to be done. If others come from outside, probe from there: they need pasv_address, which inner clients cannot always use.',
  settings: ['pasv_address'],
  metAt: { phase: 'later', place: 80, asInformation: 170, isSituation: true },
  judgedAt: { phase: 'passive-reply', place: 190 },
  find: (view) => {
    if (view.witness !== 'probe') return null;
    const found = advertised(view).find(
      (a) =>
        isInner(a.host) &&
        isInner(a.session.peer) &&
        !isLoopback(a.host) &&
        !isLoopback(a.session.peer) &&
        advertisedOpen(a.it),
    );
    return found
      ? {
          evidence: `\`${said(found.endpoint)}\`; the server was reached at ${found.session.peer ?? ''}, and the data connection opened.`,
        }
      : null;
  },
};
