import { attempts, type Check, isInner, passiveRefusalReports } from '../support/index.js';

export const epsvAll: Check = {
  id: 'EPSV-ALL',
  title: 'After EPSV ALL the server takes no other mode',
  severity: 'information',
  cause: 'client',
  means:
    'A client that has sent EPSV ALL and then tries PASV, PORT or EPRT is refused, although the same command works in other sessions.',
  decides: '`EPSV ALL` was accepted, and a later PASV, PORT or EPRT was refused (RFC 2428 section 4).',
  spares: 'Servers on an inner network, where EPSV ALL spares no NAT any work.',
  fix: 'That is how it should be. A client must send EPSV ALL only if it uses nothing but EPSV afterwards.',
  metAt: { phase: 'passive-reply', place: 190, asInformation: 280, isSituation: true },
  judgedAt: { phase: 'passive-reply', place: 70 },
  find: (view) => {
    const after = attempts(view).filter(
      ({ session, it }) =>
        it.afterEpsvAll && it.mode !== 'EPSV' && (view.witness !== 'probe' || !isInner(session.peer)),
    );
    const found = after.filter(({ it }) => it.refusal !== null);
    const taken = after.find(({ it }) => it.accepted !== null && it.refusal === null);
    const suffix = taken ? ` ${taken.it.mode ?? ''} is taken all the same.` : '';
    return passiveRefusalReports(found).map((report) => ({
      ...report,
      evidence: `After \`EPSV ALL\`, ${report.evidence}${suffix}`,
    }));
  },
};
