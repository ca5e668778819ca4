import type { ReplySeen, Check } from '../support/index.js';
import {
  activeAttempts,
  activeRefusalReports,
  ILLEGAL_PORT,
  passiveCommands,
  USE_PASSIVE,
} from './active-attempts.js';

/** A log shows the words of any server: what is neither unknown nor switched off is about the address. */
function isAboutAddress({ code, text }: ReplySeen): boolean {
  return (
    code >= 500 &&
    code < 530 &&
    !/unknown|not (?:understood|implemented|supported|recogni)|EPSV|log ?in|OOPS/i.test(text)
  );
}

export const actNat: Check = {
  id: 'ACT-NAT',
  title: 'Active mode from behind NAT',
  severity: 'error',
  cause: 'client',
  means:
    'The client names its inner address, which is not the one the server sees; the server refuses to connect there.',
  decides: '500 "Illegal PORT command" or a reply of the same meaning to PORT or EPRT.',
  spares: '550, which is policy (ACT-DISABLED).',
  fix: `${USE_PASSIVE} Active mode cannot work through NAT without help from the router, and never under TLS.`,
  metAt: { phase: 'active', place: 20 },
  judgedAt: { phase: 'active', place: 20 },
  hop: 'client-nat',
  find: (view) =>
    activeRefusalReports(
      activeAttempts(view).filter(
        ({ it }) =>
          it.refusal !== null &&
          it.refusal.code !== 550 &&
          it.refusal.code !== 502 &&
          (ILLEGAL_PORT.test(it.refusal.text) || (view.witness !== 'probe' && isAboutAddress(it.refusal))),
      ),
      { fix: { commands: passiveCommands(view) } },
    ),
};
