import { attempts, type Check, type CheckReport, completed } from '../support/index.js';

export const tlsCloseNotify: Check = {
  id: 'TLS-CLOSE-NOTIFY',
  title: 'The end of encrypted transfers is not announced',
  severity: 'information',
  cause: 'tls',
  means:
    'A file that is cut off on the way looks like a complete one; strict clients report an error after every transfer.',
  decides:
    'A transfer under TLS was complete, and the data connection closed without a close_notify alert (RFC 8446 section 6.1).',
  spares: 'Transfers that failed, and connections whose end could not be seen.',
  fix: 'Compare sizes after a transfer. Some servers never announce the end; a device on the way that cuts connections does the same.',
  metAt: { phase: 'transfer', place: 130, asInformation: 240, isSituation: true },
  judgedAt: { phase: 'protection', place: 30 },
  find: (view) => {
    const found = attempts(view).filter(({ it }) => completed(it) && it.tls?.outcome === 'established');
    const bare = found.filter(({ it }) => it.tls?.closeNotify === false);
    const [first] = bare;
    if (!first || found.some(({ it }) => it.tls?.closeNotify === true)) return [];
    const report: CheckReport = {
      evidence: `${first.it.command ?? 'The transfer'} was complete, and its data connection ended without close_notify.`,
      count: bare.length,
    };
    return [report];
  },
};
