/**
 * What a transcript says, as plain data. TranscriptReader turns a log line by line into these events; it never
 * judges them.
 */

import type { Endpoint } from '../reply/endpoint.js';

/** Where in a text something was read. Zero-based, UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
  readonly length: number;
}

/** `control`: commands and replies; `data`: one listing or file. */
export type Channel = 'control' | 'data';

interface EventBase {
  /** Which session of the log it belongs to: stable within one transcript, e.g. `pid 4711` or `127.0.0.1`. */
  readonly session?: string | undefined;
  /** The text that says so. */
  readonly at: Place;
  /** As the log prints it, never interpreted. */
  readonly time?: string | undefined;
}

/** The server a client names, or a session that a server's log opens. */
export interface TargetEvent extends EventBase {
  readonly kind: 'target';
  /** As the log writes it; null in a server's own log, which never names itself. */
  readonly host: string | null;
  readonly port: number | null;
  /** Numeric address of the server, where the log shows it. */
  readonly peer: string | null;
  /** Numeric address of the client, where the log shows it. */
  readonly client?: string;
}

/** A TCP connect whose end the log tells. */
export interface ConnectEvent extends EventBase {
  readonly kind: 'connect';
  readonly channel: Channel;
  readonly host: string | null;
  readonly port: number | null;
  readonly outcome: 'open' | 'refused' | 'timeout' | 'unreachable' | 'reset' | 'failed';
  /** The client's own words. */
  readonly text: string;
}

export interface CommandEvent extends EventBase {
  readonly kind: 'command';
  /** Upper case. */
  readonly verb: string;
  /** Absent where there is none, and always absent for PASS and ACCT. Bounded. */
  readonly argument?: string | undefined;
}

export interface ReplyEvent extends EventBase {
  readonly kind: 'reply';
  readonly code: number;
  /** Text behind the code; the lines of a multi-line reply joined by LF. Bounded. */
  readonly text: string;
  /** The verb it answers; `greeting` for the first reply; absent where the log does not tell. */
  readonly to?: string | undefined;
  /** A multi-line reply (RFC 959 section 4.2) whose last line is missing or carries another code. */
  readonly broken?: boolean | undefined;
}

/** A 227, 228, 229, PORT or EPRT. */
export interface EndpointEvent extends EventBase {
  readonly kind: 'endpoint';
  readonly endpoint: Endpoint;
  /** It is quoted in other text (prose, a second copy of a line), not said in the dialogue itself. */
  readonly mention: boolean;
  /** The control connection was encrypted when it passed: no middlebox can have rewritten it. */
  readonly tls: boolean;
}

export type NoteId =
  | 'address-replaced'
  | 'address-mismatch'
  | 'timeout'
  | 'refused'
  | 'unreachable'
  | 'connection-reset'
  | 'connection-closed'
  | 'epsv-fallback'
  | 'active-fallback'
  | 'not-resolved'
  | 'tls-error'
  | 'tls-plain-text'
  | 'certificate-untrusted'
  | 'login-failed'
  | 'listing-failed'
  /** What came where a greeting was due is another protocol's. */
  | 'not-a-reply';

/** What a program says about its own work: the meaning, and its words. */
export interface NoteEvent extends EventBase {
  readonly kind: 'note';
  readonly note: NoteId;
  readonly text: string;
  readonly channel?: Channel;
}

export interface TlsEvent extends EventBase {
  readonly kind: 'tls';
  readonly channel: Channel;
  readonly outcome: 'established' | 'failed';
  readonly mode?: 'explicit' | 'implicit';
  readonly protocol?: string;
  readonly cipher?: string;
  /** The library's own words. */
  readonly error?: string;
  /** Plain text found where a TLS record was expected. */
  readonly plainText?: string;
}

/** A listing or file, from its command to the reply that ends it. */
export interface TransferEvent extends EventBase {
  readonly kind: 'transfer';
  /** Upper case verb. */
  readonly command: string;
  readonly outcome: 'complete' | 'no-data' | 'stalled' | 'reset' | 'unfinished';
  /** The endpoint prepared for it: the last 227, 229, PORT or EPRT of the session before the command. */
  readonly endpoint?: Endpoint | undefined;
  /** Where that endpoint stands. */
  readonly endpointAt?: Place | undefined;
  /** Code of the reply that ended it. */
  readonly code?: number | undefined;
  /** Of an unfinished one: the server had begun it (150, 125). */
  readonly started?: boolean | undefined;
  /** What the log says has arrived. */
  readonly bytes?: number | undefined;
  /** What the server said before. */
  readonly expectedBytes?: number | undefined;
}

export interface ClosedEvent extends EventBase {
  readonly kind: 'closed';
  readonly channel: Channel;
  readonly by: 'server' | 'client' | 'unknown';
  /** The last verb sent before, where known. */
  readonly after?: string | undefined;
}

export type TranscriptEvent =
  | TargetEvent
  | ConnectEvent
  | CommandEvent
  | ReplyEvent
  | EndpointEvent
  | NoteEvent
  | TlsEvent
  | TransferEvent
  | ClosedEvent;

/** One command with all its replies; the greeting has no command. */
export interface Exchange {
  readonly session?: string;
  readonly command: CommandEvent | null;
  readonly replies: readonly ReplyEvent[];
  /** What it advertised or asked for. */
  readonly endpoint?: EndpointEvent;
}
