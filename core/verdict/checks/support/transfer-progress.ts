import { SESSION } from '../../session-names.js';
import { type Attempt, completed } from '../../view/attempt.js';
import { attempts, type EvidenceView, type Within } from '../../view/view.js';

/** One full Ethernet packet carries about this much of a listing. Bytes. */
const ONE_PACKET = 1200;

/** Something of one packet at most came over a data connection. */
export function smallTransferWorks(view: EvidenceView): boolean {
  return attempts(view).some(({ session, it }) => {
    const bytes = it.transfer?.bytes ?? 0;
    const hasEnded = bytes > 0 || (session.id === SESSION.small && it.transfer?.outcome !== 'stalled');
    return completed(it) && bytes <= ONE_PACKET && hasEnded;
  });
}

/** Transfers of more than one packet that brought nothing, where the size is what sets them apart. */
export function lostBySize(view: EvidenceView): readonly Within<Attempt>[] {
  const small = smallTransferWorks(view);
  return attempts(view).filter(({ it }) => {
    const { transfer } = it;
    if (!transfer || it.opening === null || (transfer.bytes ?? 0) > 0) return false;
    // Without a byte count only the server's complaint tells.
    const isCounted = transfer.bytes === 0 || transfer.outcome === 'stalled';
    if ((transfer.expectedBytes ?? 0) > ONE_PACKET) return isCounted && transfer.outcome !== 'reset';
    return transfer.outcome === 'stalled' && small && !endedWithError(it);
  });
}

export const RECEIVED_WORDS = /\b(\d{1,15}) (?:out of (\d{1,15}) )?bytes received/;

/** The data connection came to its end, or all that was announced had come. */
export function dataEnded({ witness }: EvidenceView, { transfer, notes, closed }: Attempt): boolean {
  const { outcome, bytes, expectedBytes } = transfer ?? {};
  // A probe that has seen enough ends it itself: some servers end the session then, or say nothing for long.
  if (witness === 'probe')
    return outcome === 'unfinished' || (outcome === 'complete' && !closed && isWhole(transfer));
  if (witness === 'capture') return outcome === 'unfinished' || outcome === 'complete';
  if (bytes !== undefined && expectedBytes !== undefined && bytes < expectedBytes) return false;
  // A program that does not say how much there is to come does not tell.
  return notes.some(({ text }) => {
    const [, count, all] = RECEIVED_WORDS.exec(text) ?? [];
    return Number(count ?? 0) > 0 && (all === undefined || Number(count) >= Number(all));
  });
}

function isWhole(transfer: Attempt['transfer']): boolean {
  return transfer?.expectedBytes !== undefined && (transfer.bytes ?? 0) >= transfer.expectedBytes;
}

/** Bytes that came, as the transfer or the client's words tell; 0 where nothing does. */
export function arrivedBytes({ transfer, notes }: Attempt): number {
  if (transfer?.bytes !== undefined) return transfer.bytes;
  for (const { text } of notes) {
    const bytes = RECEIVED_WORDS.exec(text)?.[1];
    if (bytes !== undefined) return Number(bytes);
  }
  return 0;
}

/** The server itself ended the transfer with an error. */
function endedWithError({ final }: Attempt): boolean {
  return final !== null && final.code >= 400 && final.code !== 421;
}
