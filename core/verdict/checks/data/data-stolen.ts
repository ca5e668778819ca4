import type { Check, Session } from '../support/index.js';
import { completed, everySession, isActive, PEER_ADVICE } from '../support/index.js';
import { refusedPeerReports, refusedPeers } from './other-peer.js';

export const dataStolen: Check = {
  id: 'DATA-STOLEN',
  title: 'Another machine took the data connection',
  severity: 'warning',
  cause: 'network',
  means:
    'Another machine connected to the passive port before its owner. The server noticed and refused; tried again, the transfer works.',
  decides:
    '`425 Security: Bad IP connecting`, and another data connection of the same client was taken (the server sent 150).',
  spares:
    'A client whose connections leave from several addresses at random looks the same; where it always fails, it is that (DATA-BAD-IP).',
  fix: 'Keep pasv_promiscuous=NO: it just did its work. Narrow who may reach the passive range in the firewall, use TLS, and check whether the client has several outer addresses.',
  metAt: { phase: 'data-connection', place: 150 },
  judgedAt: { phase: 'data-connection', place: 20 },
  advice: PEER_ADVICE,
  find: (view) => {
    const isTaken = (session: Session): boolean =>
      session.attempts.some((a) => !isActive(a) && (a.opening !== null || completed(a)));
    // A probe is one client; a log has many.
    const isProbe = view.witness === 'probe';
    const elsewhere = isProbe && everySession(view).some(isTaken);
    const found = refusedPeers(view).filter(({ session }) => elsewhere || isTaken(session));
    // Who is refused again and again has another cause.
    if (isProbe && found.length > 1) return [];
    return refusedPeerReports(found).map((report) => ({
      ...report,
      evidence: `${report.evidence} Another data connection of the same client was taken.`,
    }));
  },
};
