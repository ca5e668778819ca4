import { type Check, experiment, isGiven, quote, quotedReply, SESSION } from '../support/index.js';
import { activeAttempts } from './active-attempts.js';
import { isOtherAddress, seenClient } from './seen-client.js';

export const actBounce: Check = {
  id: 'ACT-BOUNCE',
  title: 'The server opens data connections to addresses other than the client’s',
  severity: 'warning',
  cause: 'server-config',
  means:
    'Strangers can make it connect to third machines: to look for open ports, or to get past a firewall that trusts the server.',
  decides:
    'PORT or EPRT with an address that is not the one the server sees was accepted: under TLS, where no router can have put it right, or with an own second address that the server sees as another one. Or the file says port_promiscuous=YES.',
  spares: 'In clear from behind NAT: the router may have rewritten the address.',
  fix: 'Set port_promiscuous=NO, which is the default. Transfers from server to server then need another way.',
  settings: ['port_promiscuous'],
  metAt: { phase: 'protection', place: 40 },
  judgedAt: { phase: 'active', place: 70 },
  advice: {
    proftpd: 'Set `AllowForeignAddress off`, or take the directive out.',
    pureFtpd: 'Set `AllowUserFXP no` and `AllowAnonymousFXP no`.',
  },
  find: (view) => {
    const foreign = experiment(view, SESSION.foreign);
    const sessions = foreign ? [...view.sessions, foreign] : view.sessions;
    const accepted = activeAttempts({ ...view, sessions }).find(
      ({ session, it }) =>
        view.witness === 'probe' &&
        it.accepted !== null &&
        isGiven(it.endpoint?.host) &&
        (it.secured || session.id === SESSION.foreign) &&
        isOtherAddress(it.endpoint.host, seenClient(view, session)),
    );
    if (accepted?.it.endpoint)
      return {
        evidence: `${accepted.it.mode ?? ''} with ${quote(accepted.it.endpoint.host ?? '', 60)} was answered by ${accepted.it.accepted ? quotedReply(accepted.it.accepted) : ''}; the server sees the client at ${seenClient(view, accepted.session) ?? ''}.`,
        fix: { config: { port_promiscuous: 'NO' } },
      };
    const { config } = view;
    return config?.bool('port_promiscuous') === true && config.bool('port_enable') === true
      ? { evidence: 'The file says port_promiscuous=YES.', fix: { config: { port_promiscuous: 'NO' } } }
      : null;
  },
};
