import type { AddressClass } from '../../reply/address-class.js';
import type { LoggedSession } from '../sessions/session.js';
import type { KnownNote } from './known-notes.js';

/** Labels of what is no error, as FileZilla prints them. */
const STATUS =
  /^(?:Status|Statut|Estado|Stato|Stav|Stan|Статус|Состояние|Tila|Durum|状态|狀態|状態|상태|Állapot|Tilstand|Κατάσταση)$/iu;
/** Whether what stands after the label is no error. */
export function isStatusLabel({ statusLabel }: LoggedSession, label: string): boolean {
  return STATUS.test(label) || label === statusLabel;
}

/** Words of the end of a listing, of which FileZilla says it once more. */
const PROGRESS = /(?:\.{3}|…)$/;

/** The only number in a sentence, of seconds as people set a timeout. */
function isSeconds(text: string): boolean {
  const numbers = text.match(/\d+/g) ?? [];
  if (/[A-Za-z"'_-]\d|\d-/.test(text)) return false;
  return (
    numbers.length === 1 && Number(numbers[0]) >= 3 && Number(numbers[0]) <= 900 && !/[\d][./:]/.test(text)
  );
}

/**
 * What a sentence in a language without a table must mean at its place in the dialogue: FileZilla has one sentence for
 * each. null: nothing that can be told.
 */
export function noteByPlace(session: LoggedSession, text: string, label: string): KnownNote | null {
  const isStatus = isStatusLabel(session, label);
  const { transfer, waiting, prepared, lastReply, greeted, target } = session;
  const isTalk = greeted || target !== undefined || prepared !== undefined || session.commands > 1;
  const isDue = isTalk && (transfer !== undefined || waiting.length > 0);
  if (!isStatus && isSeconds(text) && (isDue || (!greeted && target !== undefined)))
    return { note: 'timeout', pattern: NEVER };
  if (PROGRESS.test(text)) return null;
  const isJustNamed = lastReply?.code === 227 && prepared !== undefined && transfer === undefined;
  if (isJustNamed && !isOuter(prepared.endpoint.addressClass))
    return { note: 'address-replaced', channel: 'data', pattern: NEVER };
  const isUnheard = transfer !== undefined && waiting.some(({ verb }) => verb === transfer.command);
  if (isStatus || !isUnheard || session.isLost === true) return null;
  session.isLost = true;
  return { note: 'connection-closed', channel: 'control', pattern: NEVER };
}

const NEVER = /(?!)/;

/** An address that clients anywhere can dial, as far as its class tells. */
function isOuter(of: AddressClass | null): boolean {
  return of === null || of === 'public' || of === 'documentation' || of === 'reserved' || of === 'multicast';
}
