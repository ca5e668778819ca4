import { type Attempt, completed } from '../../view/attempt.js';

/** A listing that ended well and brought nothing, where nothing says how much there should be. */
export function isEmptyListing(attempt: Attempt): boolean {
  const { transfer } = attempt;
  return (
    transfer !== null &&
    ['LIST', 'NLST', 'MLSD'].includes(transfer.command) &&
    completed(attempt) &&
    (transfer.expectedBytes ?? 0) === 0 &&
    (transfer.bytes === 0 || transfer.entries === 0)
  );
}
