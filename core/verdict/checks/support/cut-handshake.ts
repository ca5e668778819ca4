import type { TlsSeen } from '../../../events/observation.js';

/** The connection ended in the middle of the handshake, and neither side says why. */
export function isCutHandshake({ outcome, error, plainText }: TlsSeen): boolean {
  return (
    outcome === 'failed' &&
    plainText === undefined &&
    /ECONNRESET|EPIPE|connection closed during the handshake|socket disconnected|socket hang up/i.test(
      error ?? '',
    )
  );
}
