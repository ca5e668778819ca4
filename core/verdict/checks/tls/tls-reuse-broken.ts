import type { Check } from '../support/index.js';
import { refusedTransferReports, reuseRefusals } from './data-refusals.js';

export const tlsReuseBroken: Check = {
  id: 'TLS-REUSE-BROKEN',
  title: 'The server demands a resumed TLS session, and resuming fails',
  severity: 'error',
  cause: 'tls',
  means: 'Even clients that do everything right cannot open a data connection.',
  decides:
    'The client offered the control connection’s session, the handshake was a full one, and the server refused it.',
  spares: 'A client that did not offer one (TLS-REUSE-REQUIRED).',
  fix: 'Look at what ends the TLS session on the way (an inspecting proxy), and at the client: TLS 1.3 tickets are good for one use. Limiting the client to TLS 1.2 shows which.',
  settings: ['require_ssl_reuse'],
  metAt: { phase: 'transfer', place: 20 },
  judgedAt: { phase: 'data-connection', place: 40 },
  find: (view) =>
    refusedTransferReports(
      reuseRefusals(view).filter(({ it }) => it.tls?.offered === true && it.tls.reused === false),
    ).map((report) => ({
      ...report,
      evidence: `${report.evidence} The data connection had offered the session of the login, and the server began a new one.`,
    })),
};
