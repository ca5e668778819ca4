import type { Attempt, CheckReport, EvidenceView, Within } from '../support/index.js';
import { attempts, commandHost, isActive, isGiven, quote, quotedReply } from '../support/index.js';

export const USE_PASSIVE = 'Switch the client to passive mode.';

/** How two common clients are set to passive mode. */
export function passiveCommands(view: EvidenceView): readonly string[] {
  const host = commandHost(view);
  return [`lftp -e "set ftp:passive-mode true" ftp://${host}`, `curl -v --ftp-pasv ftp://${host}/`];
}

export function activeAttempts(view: EvidenceView): readonly Within<Attempt>[] {
  return attempts(view).filter(({ it }) => isActive(it));
}

export function activeRefusalReports(
  found: readonly Within<Attempt>[],
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first?.refusal) return [];
  const sent = !isGiven(first.endpoint?.host)
    ? (first.mode ?? '')
    : `${first.mode ?? ''} with ${quote(first.endpoint.host, 60)}`;
  return [
    {
      evidence: `${sent} was answered by ${quotedReply(first.refusal)}.`,
      about: found.map(({ it }) => it.refusal ?? it),
      covers: found.flatMap(({ it }) => it.notes),
      at: first.refusal.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

export const ILLEGAL_PORT =
  /illegal (?:port|eprt) command|bad (?:port|eprt)|won.?t open a connection to|invalid port command|address (?:in port )?(?:does not|doesn.t) match|foreign address|cannot accept argument|not yours|address is not|port theft|bounce|reject|refus|denied|not allowed|mismatch/i;
