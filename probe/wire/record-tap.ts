import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HEADER_BYTES = 5;
const MAX_RECORD_BYTES = 16384 + 2048;
const FIRST_TYPE = 20;
const LAST_TYPE = 24;
/** More plain text than this is not kept. */
const MAX_PLAIN_BYTES = 2048;
/** Plain text counts as complete when nothing more came for so long, in milliseconds. */
const QUIET_MS = 150;

const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;
/** Record header, message header, version. */
const RANDOM_AT = HEADER_BYTES + 4 + 2;
/** A ServerHello whose random is this one asks for another key share (RFC 8446 section 4.1.3). */
const RETRY_RANDOM = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const RETRY_END = RANDOM_AT + RETRY_RANDOM.length;
/** Of what the server sends in clear up to its ServerHelloDone: with long chains of certificates some kilobytes. */
const OPENING_BYTES = 32 * 1024;
const CERTIFICATE_REQUEST = 13;

/** A record's type and the length of what is in it, as its header has them. */
export interface RecordHead {
  readonly type: number;
  readonly length: number;
}

/** The messages in the handshake records that stand at the beginning. */
function handshakeBytes(records: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= records.length && records[at] === HANDSHAKE) {
    const end = at + HEADER_BYTES + records.readUInt16BE(at + 3);
    parts.push(records.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/**
 * Sits between a socket and the TLS library and follows the record framing of RFC 8446 section 5.1. Bytes that stand
 * where a record should begin are no TLS: they are kept and handed to `onPlainText`, never to the library, which
 * would only say "wrong version number" and throw the server's real words away.
 */
export class RecordTap extends Duplex {
  readonly #raw: Socket;
  readonly #onPlainText: (text: string) => void;
  /** Bytes of the current record that are still to come. */
  #remaining = 0;
  readonly #header: number[] = [];
  #plain: Buffer[] | null = null;
  #quiet: NodeJS.Timeout | undefined;
  /** The first bytes that came: enough to know a HelloRetryRequest or CertificateRequest. */
  #opening: Buffer = Buffer.alloc(0);
  #last: RecordHead | null = null;
  #finished = false;
  #received = 0;
  /** An alert ends the handshake, and vsftpd's reason for it follows in clear: the alert waits for that. */
  #holdsAlerts = true;
  #isHolding = false;
  readonly #heldBack: Buffer[] = [];

  constructor(raw: Socket, onPlainText: (text: string) => void) {
    super({ allowHalfOpen: true });
    this.#raw = raw;
    this.#onPlainText = onPlainText;
    raw.on('data', (chunk: Buffer) => {
      this.#incoming(chunk);
    });
    raw.once('end', () => {
      this.#finished = true;
      this.#flushPlain();
      this.#release();
      this.push(null);
    });
    raw.once('error', (error) => this.destroy(error));
    raw.once('close', () => {
      this.#flushPlain();
      // What came before an orderly end may still wait to be read.
      if (this.#finished) this.end();
      else this.destroy();
    });
  }

  /** From here on alerts pass at once, and what came before is not kept. */
  handshakeIsOver(): void {
    this.#holdsAlerts = false;
    this.#opening = this.#opening.subarray(0, RETRY_END);
    this.#release();
  }

  /** The server's first message was a HelloRetryRequest. */
  get helloRetry(): boolean {
    const opening = this.#opening;
    return (
      opening[0] === HANDSHAKE &&
      opening[HEADER_BYTES] === SERVER_HELLO &&
      opening.subarray(RANDOM_AT, RETRY_END).equals(RETRY_RANDOM)
    );
  }

  /** The server asked for the client's certificate; in TLS 1.3 that is encrypted, and not seen. */
  get asksForCertificate(): boolean {
    const messages = handshakeBytes(this.#opening);
    let at = 0;
    while (at + 4 <= messages.length) {
      if (messages[at] === CERTIFICATE_REQUEST) return true;
      at += 4 + messages.readUIntBE(at + 1, 3);
    }
    return false;
  }

  /** Number of the alert that the server sent in clear; null for none. */
  get alert(): number | null {
    const opening = this.#opening;
    let at = 0;
    while (at + HEADER_BYTES + 2 <= opening.length) {
      if (opening[at] === ALERT) return opening.readUInt16BE(at + 3) === 2 ? (opening[at + 6] ?? null) : null;
      at += HEADER_BYTES + opening.readUInt16BE(at + 3);
    }
    return null;
  }

  /** The newest record that began; null before the first. */
  get lastRecord(): RecordHead | null {
    return this.#last;
  }

  /** Bytes that came, record headers included. */
  get received(): number {
    return this.#received;
  }

  /** The other side closed its half of the TCP connection in order. */
  get finished(): boolean {
    return this.#finished;
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#raw.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#raw.destroyed) done();
    else
      this.#raw.end(() => {
        done();
      });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#quiet);
    this.#raw.destroy();
    done(error);
  }

  #incoming(chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#plain) {
      this.#keepPlain(chunk);
      return;
    }
    let at = 0;
    while (at < chunk.length) {
      if (this.#remaining > 0) {
        const step = Math.min(this.#remaining, chunk.length - at);
        this.#remaining -= step;
        at += step;
        continue;
      }
      const before = at - this.#header.length;
      const isRecord = this.#headerByte(chunk[at] ?? 0);
      at++;
      if (!isRecord) {
        if (before > 0) this.#forward(chunk.subarray(0, before));
        // A header begun in an earlier chunk went to the library already; it is part of the text all the same.
        const start = before < 0 ? Buffer.from(this.#header.slice(0, -before)) : Buffer.alloc(0);
        this.#plain = [];
        this.#keepPlain(Buffer.concat([start, chunk.subarray(Math.max(before, 0))]));
        return;
      }
    }
    this.#forward(chunk);
  }

  /** Takes one byte of a record header; false: no record begins like that. */
  #headerByte(byte: number): boolean {
    const header = this.#header;
    header.push(byte);
    const [type = 0, major = 3, minor = 0, high = 0] = header;
    if (type < FIRST_TYPE || type > LAST_TYPE || major !== 3 || minor > 4) return false;
    if (header.length < HEADER_BYTES) return true;
    const length = high * 256 + byte;
    if (length > MAX_RECORD_BYTES) return false;
    this.#remaining = length;
    this.#last = { type, length };
    this.#isHolding ||= type === ALERT && this.#holdsAlerts;
    header.length = 0;
    return true;
  }

  #forward(bytes: Buffer): void {
    if (this.#holdsAlerts && this.#opening.length < OPENING_BYTES)
      this.#opening = Buffer.concat([this.#opening, bytes]).subarray(0, OPENING_BYTES);
    if (this.#isHolding) {
      this.#heldBack.push(bytes);
      this.#waitForQuiet();
    } else if (!this.push(bytes)) this.#raw.pause();
  }

  #release(): void {
    this.#isHolding = false;
    for (const bytes of this.#heldBack.splice(0)) this.#forward(bytes);
  }

  #waitForQuiet(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#flushPlain();
      this.#release();
    }, QUIET_MS);
  }

  #keepPlain(bytes: Buffer): void {
    const plain = this.#plain ?? [];
    const kept = plain.reduce((sum, part) => sum + part.length, 0);
    plain.push(bytes.subarray(0, Math.max(0, MAX_PLAIN_BYTES - kept)));
    if (kept + bytes.length >= MAX_PLAIN_BYTES) {
      this.#flushPlain();
      this.#release();
    } else this.#waitForQuiet();
  }

  #flushPlain(): void {
    clearTimeout(this.#quiet);
    if (this.#plain === null || this.#plain.length === 0) return;
    const text = Buffer.concat(this.#plain).toString('utf8');
    this.#plain = [];
    if (text !== '') this.#onPlainText(text);
  }
}
