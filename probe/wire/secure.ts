import { constants } from 'node:crypto';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect, createSecureContext, rootCertificates } from 'node:tls';
import type { ConnectionOptions, DetailedPeerCertificate, SecureContextOptions, TLSSocket } from 'node:tls';
import type { CertificateSeen } from '../../core/events/observation.js';
import { printable } from '../../core/events/printable.js';
import type { TlsIdentity } from '../types.js';
import { RecordTap } from './record-tap.js';
import { TIMED_OUT, wait } from './wait.js';

/**
 * P-256 first: vsftpd 3.0.3 takes nothing else, so a client that offers another key share first pays one more round
 * trip on every connection.
 */
const CURVES = 'P-256:X25519:P-384';
/** The order in which most programs have them. */
const ORDINARY_CURVES = 'X25519:P-256:P-384';

/** Nothing older gets a password. */
const CURRENT: SecureContextOptions = { ecdhCurve: CURVES, minVersion: 'TLSv1.2' };

/** Alert record of TLS 1.2 and before, where the framing shows it (RFC 5246 section 6.2.1). */
const ALERT = 21;
const APPLICATION_DATA = 23;
/** Length of an alert in TLS 1.3: two bytes, the inner type and the tag (RFC 8446 section 5.2). */
const HIDDEN_ALERT_BYTES = 2 + 1 + 16;
/** In TLS 1.3 so many bytes of data make a record of the same length. */
const ALERT_BYTES = 2;

export interface SecureRequest {
  /** Name or address as the user gave it: for SNI and for the check of the certificate. */
  readonly host: string;
  readonly identity?: TlsIdentity | undefined;
  /** Session of the control connection, to be resumed by a data connection. */
  readonly session?: Buffer;
  /** Also take old versions and ciphers, to learn what the server can do. Such a connection gets no password. */
  readonly old?: boolean;
  /** Offer the key share that most programs offer first, at the price of a round trip where the server wants another. */
  readonly ordinary?: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Plain text found where a TLS record was due, during the handshake or any time later. */
  readonly onPlainText?: (text: string) => void;
}

export interface Established {
  readonly outcome: 'established';
  readonly socket: TLSSocket;
  readonly protocol: string;
  readonly cipher: string;
  readonly reused: boolean;
  readonly certificate: CertificateSeen | null;
  readonly helloRetry: boolean;
  /** Bytes the server sent up to the end of the handshake. */
  readonly received: number;
  /**
   * Whether the server announced the end of its data (close_notify); undefined where that cannot be told.
   * @param lastChunk length of the last piece of data that came, 0 for none
   */
  closeNotify(lastChunk: number): boolean | undefined;
}

export type SecureResult =
  | Established
  | {
      readonly outcome: 'failed';
      readonly error: string;
      readonly plainText?: string;
      readonly asksForCertificate?: true;
    }
  | { readonly outcome: 'stalled' };

/**
 * A TLS handshake over a connected socket. The certificate is looked at, not enforced: what to do about an error
 * in it is for the caller, who must not send a secret before.
 * @throws only the reason of an aborted signal
 */
export async function secure(raw: Socket, request: SecureRequest): Promise<SecureResult> {
  let plainText: string | undefined;
  let fail: (error: Error) => void = () => undefined;
  const tap = new RecordTap(raw, (text) => {
    plainText ??= text;
    fail(new Error('plain text instead of a TLS record'));
    request.onPlainText?.(text);
  });
  tap.on('error', () => undefined);
  const socket = connect(optionsOf(request, tap));
  socket.on('error', () => undefined);
  const result = await handshake(socket, request, (settle) => (fail = settle));
  if (result === 'secure') return established(socket, tap);
  socket.destroy();
  if (result === TIMED_OUT) return { outcome: 'stalled' };
  return {
    outcome: 'failed',
    error: isNamed(result) || tap.alert === null ? wordsOf(result) : `alert ${tap.alert}`,
    ...(tap.asksForCertificate ? { asksForCertificate: true } : {}),
    ...(plainText === undefined ? {} : { plainText: printable(plainText.trimEnd(), 2048) }),
  };
}

function optionsOf(
  { host, identity, session, old, ordinary }: SecureRequest,
  tap: RecordTap,
): ConnectionOptions {
  return {
    socket: tap,
    // Newer Node versions resume a session only where both of these match the connection it came from.
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(session ? { session } : {}),
    ...(old === true ? { secureContext: oldContext() } : CURRENT),
    ...(ordinary === true ? { ecdhCurve: ORDINARY_CURVES } : {}),
    ...secureOptions(identity),
    rejectUnauthorized: false,
  };
}

/** What Node trusts stays trusted. */
export function secureOptions(identity: TlsIdentity | undefined): SecureContextOptions {
  if (!identity) return {};
  const { ca, ...own } = identity;
  return { ...own, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) };
}

/** @param onFail is given what ends the wait with an error, and nothing to do once it is over */
function handshake(
  socket: TLSSocket,
  { timeoutMs, signal }: SecureRequest,
  onFail: (fail: (error: Error) => void) => void,
): Promise<'secure' | Error | typeof TIMED_OUT> {
  return wait<'secure' | Error>(timeoutMs, signal, (settle) => {
    const onSecure = (): void => {
      settle('secure');
    };
    const onClose = (): void => {
      settle(new Error('connection closed during the handshake'));
    };
    onFail(settle);
    socket.once('secureConnect', onSecure).once('error', settle).once('close', onClose);
    return () => {
      onFail(() => undefined);
      socket.off('secureConnect', onSecure).off('error', settle).off('close', onClose);
    };
  });
}

function established(socket: TLSSocket, tap: RecordTap): Established {
  tap.handshakeIsOver();
  const protocol = socket.getProtocol() ?? 'unknown';
  return {
    outcome: 'established',
    socket,
    protocol,
    cipher: socket.getCipher().name,
    reused: socket.isSessionReused(),
    certificate: certificateOf(socket),
    helloRetry: tap.helloRetry,
    received: tap.received,
    closeNotify: (lastChunk) => sawCloseNotify(tap, protocol, lastChunk),
  };
}

function sawCloseNotify(tap: RecordTap, protocol: string, lastChunk: number): boolean | undefined {
  const last = tap.lastRecord;
  if (last?.type === ALERT) return true;
  if (protocol === 'TLSv1.3' && last?.type === APPLICATION_DATA && last.length === HIDDEN_ALERT_BYTES)
    return lastChunk === ALERT_BYTES ? undefined : true;
  return tap.finished ? false : undefined;
}

/** OpenSSL allows old ciphers only at security level 0; BoringSSL has no such levels. */
function oldContext(): ReturnType<typeof createSecureContext> {
  const base: SecureContextOptions = {
    ecdhCurve: CURVES,
    minVersion: 'TLSv1',
    // Servers from before RFC 5746.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  };
  try {
    return createSecureContext({ ...base, ciphers: 'ALL:!aNULL:@SECLEVEL=0' });
  } catch {
    return createSecureContext(base);
  }
}

/** The library has words for it; it has none for alerts that it does not know, and reports a lost connection. */
function isNamed(error: Error): boolean {
  return typeof (error as { reason?: unknown }).reason === 'string';
}

/** OpenSSL's reason where there is one: `error:0A000410:SSL routines:...` says little more to people. */
function wordsOf(error: Error): string {
  const { reason, code } = error as { reason?: unknown; code?: unknown };
  const words = typeof reason === 'string' ? reason : error.message;
  const suffix = typeof code === 'string' && !words.includes(code) ? ` (${code})` : '';
  return printable(words.replace(/\s+/g, ' ').trim(), 300) + suffix;
}

function certificateOf(socket: TLSSocket): CertificateSeen | null {
  // Typed as always complete, but an anonymous cipher leaves an empty object.
  const certificate: Partial<DetailedPeerCertificate> = socket.getPeerCertificate(true);
  if (certificate.fingerprint256 === undefined) return null;
  // Typed as an Error, but it is the code of one, a text.
  const error: unknown = socket.authorizationError;
  const doubt = error instanceof Error ? error.message : typeof error === 'string' ? error : 'unknown';
  return {
    subject: printable(
      Object.entries(certificate.subject ?? {})
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(', '),
      300,
    ),
    names: namesOf(certificate),
    validFrom: isoDate(certificate.valid_from),
    validTo: isoDate(certificate.valid_to),
    fingerprint: certificate.fingerprint256,
    ...(socket.authorized ? {} : { error: printable(doubt, 300) }),
  };
}

/** Names a client may know the server by, numeric addresses included; at most 50. */
function namesOf(certificate: Partial<DetailedPeerCertificate>): string[] {
  const alternatives = (certificate.subjectaltname ?? '')
    .split(', ')
    .map((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1])
    .filter((name) => name !== undefined);
  const common: unknown = certificate.subject?.CN;
  const names = alternatives.length > 0 || typeof common !== 'string' ? alternatives : [common];
  return names.slice(0, 50).map((name) => printable(name, 253));
}

function isoDate(text: string | undefined): string {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
