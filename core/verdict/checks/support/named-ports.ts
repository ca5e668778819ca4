import type { EndpointSeen } from '../../../events/observation.js';
import { clientsFailing } from '../../../reply/index.js';
import type { CheckReport } from '../../check.js';
import type { Attempt } from '../../view/attempt.js';
import { isGiven } from '../../view/given.js';
import { type EvidenceView, passiveAttempts, type Within } from '../../view/view.js';
import { listed } from '../../words/quote.js';
import { said } from '../../words/replies.js';
import { hasListed } from './last-resort.js';

interface NamedPort extends Within<Attempt> {
  readonly port: number;
}

export function namedPorts(view: EvidenceView): readonly NamedPort[] {
  return passiveAttempts(view).flatMap(({ session, it }) =>
    !isGiven(it.endpoint?.port) ? [] : [{ session, it, port: it.endpoint.port }],
  );
}

export function portReport({ it }: Within<Attempt>, more: Omit<CheckReport, 'evidence'> = {}): CheckReport {
  const { endpoint } = it;
  return {
    evidence: endpoint ? `\`${said(endpoint)}\`.` : '',
    at: endpoint?.at,
    count: 1 + it.repeats,
    ...more,
  };
}

/** Another 2xx than the mode has: nothing was promised by it, so where a listing was completed it is a warning. */
export function otherCode(view: EvidenceView, { mode, accepted }: Attempt): Partial<CheckReport> {
  const code = accepted?.code;
  if (code === undefined || code === (mode === 'PASV' ? 227 : 229)) return {};
  return {
    title: `${mode ?? ''} is answered by ${code}, which names no port`,
    ...(hasListed(view) ? { severity: 'warning' } : {}),
  };
}

/** The writer of a log may have masked numbers or cut lines; on the wire the server itself cut it. */
export function isMaskedReply({ problems }: EndpointSeen, { witness }: EvidenceView): boolean {
  return problems.includes('masked') || (witness === 'transcript' && problems.includes('truncated'));
}

/** Which well-known clients fail at the reply. */
export function whoReadsIt(attempt: Attempt): { text: string } {
  const { endpoint } = attempt;
  const failing = endpoint ? clientsFailing(said(endpoint), endpoint.host, endpoint.port) : [];
  const unread = !isGiven(endpoint?.port) || endpoint.port === 0;
  const who = unread
    ? 'No client can be sure what it means'
    : failing.length === 0
      ? 'All common clients read it'
      : `${listed(failing, 9)} read it otherwise or not at all`;
  return {
    text: `${who}. vsftpd never writes such a reply. Look for a proxy, a firewall or another server that does.`,
  };
}
