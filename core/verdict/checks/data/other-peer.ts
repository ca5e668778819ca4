import type { Attempt, CheckReport, EvidenceView, Session, Within } from '../support/index.js';
import { attempts, duration, isActive, quotedReply, serverStatus, transferName } from '../support/index.js';

export function refusedPeers(view: EvidenceView): readonly Within<Attempt>[] {
  return attempts(view).filter(
    ({ it }) =>
      !isActive(it) && it.final !== null && it.final.code >= 400 && FOREIGN_ADDRESS.test(it.final.text),
  );
}

/** ProFTPD tells its log why, and the client the code alone: EACCES. */
const FOREIGN_ADDRESS =
  /bad ip connecting|security violation|foreign address|address (?:does not|doesn.t) match|unable to build data connection: permission denied/i;

/** TLS here, and none where the server is: something in between speaks for the client, and only on the control port. */
function terminatedTls(session: Session): { readonly evidence: string; readonly fix: string } | null {
  const status = serverStatus(session);
  if (!session.secured || status?.inClear !== true) return null;
  const from = status.client === undefined ? '' : `, from ${status.client}`;
  return {
    evidence: ` STAT shows the control connection in clear${from}: TLS ends before the server.`,
    fix: 'A balancer or proxy ends TLS in front of the server, and the server knows its address as the client’s, while data connections come from the client itself. Let the balancer pass the control port through as it is and TLS end at the server, or use one that knows FTP and carries data connections too. Keep the check on.',
  };
}

export function refusedPeerReports(found: readonly Within<Attempt>[]): readonly CheckReport[] {
  const { it: first, session } = found[0] ?? {};
  if (!first?.final || !session) return [];
  const open = first.connects.find((c) => c.outcome === 'open');
  const proxied = terminatedTls(session);
  return [
    {
      evidence: `${transferName(first)} was answered by ${quotedReply(first.final)}${open?.durationMs === undefined ? '' : `; the data port had opened after ${duration(open.durationMs)}`}.${proxied?.evidence ?? ''}`,
      ...(proxied ? { fix: { text: proxied.fix }, fitsAnyServer: true } : {}),
      about: found.map(({ it }) => it.final ?? it),
      covers: found.flatMap(({ it }) => [...it.notes, ...(it.transfer ? [it.transfer] : [])]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
    },
  ];
}
