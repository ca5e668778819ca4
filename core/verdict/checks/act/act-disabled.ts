import { attempts, type Check } from '../support/index.js';
import { activeAttempts, activeRefusalReports, passiveCommands, USE_PASSIVE } from './active-attempts.js';

export const actDisabled: Check = {
  id: 'ACT-DISABLED',
  title: 'Active mode is switched off on the server',
  severity: 'information',
  cause: 'server-config',
  means: 'PORT and EPRT are refused. That is usually what one wants; clients must use passive mode.',
  decides: '550 or 502 in answer to PORT or EPRT.',
  spares: 'Refusals after EPSV ALL, which the standard asks for.',
  fix: `${USE_PASSIVE} Only if old clients need active mode: port_enable=YES.`,
  settings: ['port_enable', 'cmds_denied', 'cmds_allowed'],
  metAt: { phase: 'active', place: 50, asInformation: 120 },
  judgedAt: { phase: 'active', place: 30 },
  advice: {
    proftpd:
      'Switch the client to passive mode. Only if old clients need active mode, look for `<Limit PORT EPRT>`.',
  },
  find: (view) => {
    const found = activeAttempts(view).filter(
      ({ it }) =>
        !it.afterEpsvAll &&
        it.refusal !== null &&
        (it.refusal.code === 550 ||
          it.refusal.code === 502 ||
          /unknown command|not (?:understood|implemented)/i.test(it.refusal.text)),
    );
    const hasPassive = attempts(view).some(
      ({ it }) => (it.mode === 'PASV' || it.mode === 'EPSV') && it.endpoint !== null,
    );
    const isNeeded = view.witness !== 'probe' && !hasPassive;
    return activeRefusalReports(found, {
      ...(isNeeded ? { severity: 'error' } : {}),
      fix: { commands: passiveCommands(view) },
    });
  },
};
