import { isAnonymousName } from '../../core/events/anonymous.js';
import type { ProbeTarget } from '../types.js';
import type { ControlAnswer } from '../wire/answer.js';
import type { ControlConnection } from '../wire/control.js';

/** What counts of a connection before a password goes over it. */
export interface Protection {
  readonly isSecure: boolean;
  /** Why the certificate cannot be trusted; null where it can, or where there is no TLS. */
  readonly certificateDoubt: string | null;
  /** SHA-256 of the certificate; null where there is none. */
  readonly fingerprint: string | null;
}

/** Every password of a run goes through here: no other file may send PASS. */
export class PasswordGate {
  readonly #target: Pick<ProbeTarget, 'tls' | 'insecure' | 'trusted'>;
  readonly #mayBeClear: boolean;
  #hadTls = false;

  /**
   * @param target what the user asked for
   * @param mayBeClear the user asked for a login in clear besides
   */
  constructor(target: Pick<ProbeTarget, 'tls' | 'insecure' | 'trusted'>, mayBeClear: boolean) {
    this.#target = target;
    this.#mayBeClear = mayBeClear;
  }

  /** A connection of the run speaks TLS: from here on `auto` asks for it as `explicit` does. */
  noteTls(): void {
    this.#hadTls = true;
  }

  /** The kind of TLS that a connection of this target has to have now. */
  tlsFor({ tls }: ProbeTarget): ProbeTarget['tls'] {
    return tls === 'auto' && this.#hadTls ? 'explicit' : tls;
  }

  /** Whether the certificate is verified, or the user or an anonymous login makes up for that. */
  accepts({ certificateDoubt, fingerprint }: Protection, user: string): boolean {
    const { insecure, trusted = [] } = this.#target;
    const isKnown = fingerprint !== null && trusted.includes(fingerprint);
    return certificateDoubt === null || isKnown || insecure || isAnonymousName(user);
  }

  /** Why the password may not be sent; null where it may. */
  objection(connection: Protection, target: ProbeTarget): string | null {
    if (isAnonymousName(target.user)) return null;
    if (connection.isSecure) {
      return this.accepts(connection, target.user)
        ? null
        : `The certificate could not be verified (${connection.certificateDoubt ?? 'unknown'}), so the password was not sent.`;
    }
    return this.#isClearAgreed(target) ? null : 'The connection has no TLS, so the password was not sent.';
  }

  #isClearAgreed({ tls }: ProbeTarget): boolean {
    if (tls === 'none') return this.#target.tls === 'none' || this.#mayBeClear;
    return tls === 'auto' && this.#target.tls === 'auto' && !this.#hadTls;
  }

  /** Sends PASS; a text says why it was not sent. */
  async send(control: ControlConnection, target: ProbeTarget): Promise<ControlAnswer | string> {
    return this.objection(control, target) ?? (await control.send('PASS', target.password, true));
  }
}
