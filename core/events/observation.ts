/**
 * What was seen of one FTP server, as plain JSON: the one language that a live probe, a pasted transcript and a
 * recorded report share. Observations never judge; the checks in this folder do.
 */

/** Where in a text a fact was read. Zero-based, UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
  readonly length: number;
}

interface Seen {
  /** Which session it belongs to, where several are mixed in one log or a probe opens several; absent: the only one. */
  readonly session?: string | undefined;
  /** In a transcript: the text that proves it. */
  readonly at?: Place;
  /** In a probe: milliseconds since its start. */
  readonly ms?: number;
}

export type PassiveMode = 'PASV' | 'EPSV';
export type ActiveMode = 'PORT' | 'EPRT';
export type Channel = 'control' | 'data';

/** How a TCP connect ended. */
export type ConnectOutcome = 'open' | 'refused' | 'timeout' | 'unreachable' | 'reset' | 'failed';

/** The server as the user names it, and the address that really answered. */
export interface TargetSeen extends Seen {
  readonly kind: 'target';
  readonly host: string;
  readonly port: number;
  /** Numeric address of the control connection's other end; null where a log does not show it. */
  readonly peer: string | null;
  /** Own numeric address of the control connection. */
  readonly local?: string | null;
  /** All addresses the name resolved to. */
  readonly resolved?: readonly string[];
}

export interface ConnectSeen extends Seen {
  readonly kind: 'connect';
  readonly channel: Channel;
  readonly host: string | null;
  readonly port: number | null;
  readonly outcome: ConnectOutcome;
  /** ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ECONNRESET, ... */
  readonly errno?: string;
  readonly durationMs?: number;
  /** Of that time the tester itself was busy so long in the end: the answer may have come as much earlier. Milliseconds. */
  readonly busyMs?: number;
  /** Which reply named the endpoint, and whether the address dialled is the advertised one or the control peer's. */
  readonly mode?: PassiveMode;
  readonly dialled?: 'advertised' | 'peer';
  /** Own address it was made from, where that was chosen. */
  readonly local?: string;
  /** The server opened it (active mode): host and port are the server's end. */
  readonly accepted?: boolean;
}

export interface CommandSeen extends Seen {
  readonly kind: 'command';
  /** Upper case. */
  readonly verb: string;
  /** Never the argument of PASS or ACCT. */
  readonly argument?: string | undefined;
}

export interface ReplySeen extends Seen {
  readonly kind: 'reply';
  readonly code: number;
  /** Text behind the code; lines of a multi-line reply joined by LF. Bounded. */
  readonly text: string;
  /** The verb it answers; `greeting` for the first reply; absent where a log does not tell. */
  readonly to?: string | undefined;
  readonly durationMs?: number;
  /** It came as plain text where TLS was expected. */
  readonly plainInTls?: boolean;
  /** A multi-line reply (RFC 959 section 4.2) whose last line is missing or carries another code. */
  readonly broken?: boolean | undefined;
  /** A probe kept only the beginning of it: its whole length, in bytes. */
  readonly cutFrom?: number;
}

/** A 227, 229, PORT or EPRT, decoded as far as it goes. */
export interface EndpointSeen extends Seen {
  readonly kind: 'endpoint';
  readonly mode: PassiveMode | ActiveMode;
  /** The advertised address; null in a 229 and where it cannot be read. */
  readonly host: string | null;
  readonly port: number | null;
  /** The text between code and end of line. */
  readonly raw: string;
  /** What is odd about its form (ids of problems as `decode` prints them). */
  readonly problems: readonly string[];
  /** Under TLS middleboxes cannot rewrite it. */
  readonly tls?: boolean;
}

export interface TlsSeen extends Seen {
  readonly kind: 'tls';
  readonly channel: Channel;
  readonly outcome: 'established' | 'failed' | 'stalled';
  readonly mode?: 'explicit' | 'implicit';
  readonly protocol?: string;
  readonly cipher?: string;
  /** The data connection resumed the control connection's session. */
  readonly reused?: boolean;
  /** On a data connection: the client asked to resume the control connection's session. */
  readonly offered?: boolean;
  /** The server asked for another key share first (HelloRetryRequest, RFC 8446 section 4.1.4): one round trip more. */
  readonly helloRetry?: boolean;
  /** Whether the end of a data connection was announced by close_notify; absent where that cannot be told. */
  readonly closeNotify?: boolean;
  /** The library's own words. */
  readonly error?: string;
  /** Plain text found where a TLS record was expected: usually the real reason. */
  readonly plainText?: string;
  readonly certificate?: CertificateSeen;
}

export interface CertificateSeen {
  readonly subject: string;
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly fingerprint: string;
  /** Node's code of the verification error: DEPTH_ZERO_SELF_SIGNED_CERT, CERT_HAS_EXPIRED, ... */
  readonly error?: string;
}

/** How the lines of a listing read: like ls -l, like DIR of DOS, the facts of MLSD (RFC 3659), or none of them. */
export type ListingFormat = 'unix' | 'dos' | 'mlsd' | 'unknown';

export interface TransferSeen extends Seen {
  readonly kind: 'transfer';
  readonly command: string;
  readonly outcome: 'complete' | 'no-data' | 'stalled' | 'reset' | 'unfinished';
  readonly bytes?: number | undefined;
  readonly entries?: number;
  /** What the server says the size is (SIZE, RFC 3659 section 4). */
  readonly expectedBytes?: number | undefined;
  /** Of a listing with at least one entry. */
  readonly format?: ListingFormat;
  /** Entries of a listing whose permissions let everybody write. */
  readonly writable?: number;
}

/** Where a probe stands: the addresses of the machine it runs on. */
export interface VantageSeen extends Seen {
  readonly kind: 'vantage';
  /** Own addresses with their prefix length, `192.168.1.10/24`; at most 64. */
  readonly networks: readonly string[];
  /** A proxy that the system or the editor is told to use, where there is one. */
  readonly proxy?: string;
}

/**
 * A connect to a port that no 227 or 229 named, to find where a firewall's window ends. Nobody listens there: a refusal
 * by the server means that the way is free, silence that it is not.
 */
export interface BareDialSeen extends Seen {
  readonly kind: 'bare-dial';
  readonly host: string;
  readonly port: number;
  readonly outcome: ConnectOutcome;
  readonly errno?: string;
  readonly durationMs?: number;
  /** As of a `ConnectSeen`. */
  readonly busyMs?: number;
}

/** What a client or server program says about its own work; `note` is the meaning, `text` its words. */
export interface NoteSeen extends Seen {
  readonly kind: 'note';
  readonly note:
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
    /** Bytes on a data connection before any transfer was asked for. */
    | 'early-data'
    /** What came where a reply was due is no FTP reply: another protocol, or bytes without end. */
    | 'not-a-reply';
  readonly text: string;
  readonly channel?: Channel;
}

export interface ClosedSeen extends Seen {
  readonly kind: 'closed';
  readonly channel: Channel;
  readonly by: 'server' | 'client' | 'unknown';
  /** The last verb sent before, where known. */
  readonly after?: string | undefined;
}

/** Something a probe did not do, and why: printed as it stands. */
export interface NotTested extends Seen {
  readonly kind: 'not-tested';
  readonly what: string;
}

export type Observation =
  | TargetSeen
  | ConnectSeen
  | CommandSeen
  | ReplySeen
  | EndpointSeen
  | TlsSeen
  | TransferSeen
  | NoteSeen
  | ClosedSeen
  | VantageSeen
  | BareDialSeen
  | NotTested;
