import type { Attempt, CheckReport, EvidenceView, Within } from '../support/index.js';
import { attempts, quotedReply, transferName } from '../support/index.js';

export const REUSE_WORDS =
  /session reuse required|not resumed|session (?:was )?not (?:been )?re-?used|must (?:re-?use|resume)|did not reuse|resum(?:e|ption) (?:is )?required/i;

export function refusedTransfers(
  view: EvidenceView,
  wanted: (attempt: Attempt) => boolean,
): readonly Within<Attempt>[] {
  return attempts(view).filter(({ it }) => it.final !== null && it.final.code >= 400 && wanted(it));
}

export function refusedTransferReports(
  found: readonly Within<Attempt>[],
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first?.final) return [];
  return [
    {
      evidence: `${transferName(first)} was answered by ${quotedReply(first.final)}.`,
      about: found.map(({ it }) => it.final ?? it),
      covers: found.flatMap(({ session, it }) => [
        ...it.notes,
        ...(it.transfer ? [it.transfer] : []),
        ...(it.tls ? [it.tls] : []),
        ...(it.closed ? [it.closed] : []),
        ...(it.closed && session.closed ? [session.closed] : []),
      ]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

/** ProFTPD has no other words for it: EPERM is the code that its TLS module gives for a session that is not resumed. */
const REUSE_BY_CODE = /unable to build data connection: operation not permitted/i;

export function reuseRefusals(view: EvidenceView): readonly Within<Attempt>[] {
  return refusedTransfers(view, () => true).filter(({ session, it }) => {
    const { final, secured: isSecured, tls, notes, mode } = it;
    // Of a session that is not shown the words alone must do.
    const isPiece = session.user === null && session.greeting === null && mode === null;
    const secured = isPiece || isSecured || tls !== null || notes.some(({ note }) => note === 'tls-error');
    return REUSE_WORDS.test(final?.text ?? '') || (secured && REUSE_BY_CODE.test(final?.text ?? ''));
  });
}
