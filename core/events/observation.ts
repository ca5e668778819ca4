/**
 * What was seen of one FTP server, as plain JSON: the one language that a live probe, a transcript and a recorded
 * report share. Observations never judge; the checks of core/verdict do.
 */
import * as v from 'valibot';
import {
  count,
  flag,
  known,
  list,
  milliseconds,
  name,
  number,
  oneOf,
  port,
  shape,
  text,
  whole,
  words,
  type DataOf,
} from './bounded.js';
import { textPlace } from './finding.js';

const passiveMode = oneOf('PASV', 'EPSV');
export type PassiveMode = DataOf<typeof passiveMode>;
export type ActiveMode = 'PORT' | 'EPRT';

/** `control`: commands and replies; `data`: one listing or file. */
const channel = oneOf('control', 'data');
export type Channel = DataOf<typeof channel>;

/** How a TCP connect ended. */
const connectOutcome = oneOf('open', 'refused', 'timeout', 'unreachable', 'reset', 'failed');
export type ConnectOutcome = DataOf<typeof connectOutcome>;

/** What every observation may have. */
const ANYWHERE = {
  /** Which session it belongs to, where several are mixed in one log or a probe opens several; absent: the only one. */
  session: v.optional(name),
  /** In a transcript: the text that proves it. */
  at: v.exactOptional(textPlace),
  /** In a probe: milliseconds since its start. */
  ms: v.exactOptional(milliseconds),
};

/** The server as the user names it, and the address that really answered. */
const target = shape({
  kind: v.literal('target'),
  ...ANYWHERE,
  /** null in a server's own log, which never names the server. */
  host: v.nullable(name),
  /** null where a log does not show it. */
  port: v.nullable(port),
  /** Numeric address of the control connection's other end; null where a log does not show it. */
  peer: v.nullable(name),
  /** The client's own numeric address on the control connection. */
  local: v.exactOptional(v.nullable(name)),
  /** All addresses the name resolved to. */
  resolved: v.exactOptional(list(name, 100)),
});
export type TargetSeen = DataOf<typeof target>;

const connect = shape({
  kind: v.literal('connect'),
  ...ANYWHERE,
  channel,
  host: v.nullable(name),
  port: v.nullable(port),
  outcome: connectOutcome,
  /** ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ECONNRESET, ... */
  errno: v.exactOptional(name),
  durationMs: v.exactOptional(milliseconds),
  /** How long the tester itself was busy at the end of that time: the answer may have come as much earlier. */
  busyMs: v.exactOptional(milliseconds),
  /** Which reply named the endpoint. */
  mode: v.exactOptional(passiveMode),
  /** Whether the address dialled is the advertised one or the control connection's peer. */
  dialled: v.exactOptional(oneOf('advertised', 'peer')),
  /** No other connection of the tester stood, beside the control connection that it belongs to. */
  alone: v.exactOptional(flag),
  /** Own address it was made from, where that was chosen. */
  local: v.exactOptional(name),
  /** The server opened it (active mode): host and port are the server's end. */
  accepted: v.exactOptional(flag),
});
export type ConnectSeen = DataOf<typeof connect>;

const command = shape({
  kind: v.literal('command'),
  ...ANYWHERE,
  /** Upper case. */
  verb: name,
  /** Never the argument of PASS or ACCT. */
  argument: v.optional(words),
});
export type CommandSeen = DataOf<typeof command>;

const reply = shape({
  kind: v.literal('reply'),
  ...ANYWHERE,
  code: whole(0, 999),
  /** Text after the code; lines of a multi-line reply joined by LF. */
  text: words,
  /** The verb it answers; `greeting` for the first reply; absent where a log does not tell. */
  to: v.optional(name),
  durationMs: v.exactOptional(milliseconds),
  /** It came as plain text where TLS was expected. */
  plainInTls: v.exactOptional(flag),
  /** A multi-line reply (RFC 959 section 4.2) whose last line is missing or carries another code. */
  broken: v.optional(flag),
  /** A probe kept only the beginning of it: its whole length, in bytes. */
  cutFrom: v.exactOptional(whole(0, 1e9)),
});
export type ReplySeen = DataOf<typeof reply>;

/** A 227, 229, PORT or EPRT, decoded as far as it goes. */
const endpoint = shape({
  kind: v.literal('endpoint'),
  ...ANYWHERE,
  mode: oneOf('PASV', 'EPSV', 'PORT', 'EPRT'),
  /** The advertised address; null in a 229 and where it cannot be read. */
  host: v.nullable(name),
  port: v.nullable(number(0, 1e9)),
  /** The whole reply from its code on, or the whole command. */
  raw: words,
  /** What is odd about its form (ids of problems as `decode` prints them). */
  problems: list(name, 20),
  /** The control connection was encrypted: no middlebox can have rewritten it. */
  tls: v.exactOptional(flag),
});
export type EndpointSeen = DataOf<typeof endpoint>;

const certificate = shape({
  subject: words,
  names: list(name, 50),
  /** ISO 8601. */
  validFrom: text(40),
  validTo: text(40),
  fingerprint: text(200),
  /** Node's code of the verification error: DEPTH_ZERO_SELF_SIGNED_CERT, CERT_HAS_EXPIRED, ... */
  error: v.exactOptional(name),
});
export type CertificateSeen = DataOf<typeof certificate>;

const tls = shape({
  kind: v.literal('tls'),
  ...ANYWHERE,
  channel,
  outcome: oneOf('established', 'failed', 'stalled'),
  mode: v.exactOptional(oneOf('explicit', 'implicit')),
  protocol: v.exactOptional(name),
  cipher: v.exactOptional(name),
  /** The data connection resumed the control connection's session. */
  reused: v.exactOptional(flag),
  /** On a data connection: the client asked to resume the control connection's session. */
  offered: v.exactOptional(flag),
  /** The server asked for another key share first (HelloRetryRequest, RFC 8446 section 4.1.4): one round trip more. */
  helloRetry: v.exactOptional(flag),
  /** Whether the end of a data connection was announced by close_notify; absent where that cannot be told. */
  closeNotify: v.exactOptional(flag),
  /** The library's own words. */
  error: v.exactOptional(words),
  /** Of a failed handshake: the server had asked for a certificate of the client, which showed none. */
  asksForCertificate: v.exactOptional(flag),
  /** Plain text found where a TLS record was expected: usually the real reason. */
  plainText: v.exactOptional(words),
  certificate: v.exactOptional(certificate),
});
export type TlsSeen = DataOf<typeof tls>;

/**
 * How the lines of a listing read: like ls -l, like DIR of DOS, the facts of MLSD (RFC 3659), another known way, or none;
 * `ssh` and `http` where the first of them is how another service begins.
 */
const listingFormat = oneOf('unix', 'dos', 'mlsd', 'other', 'unknown', 'ssh', 'http');
export type ListingFormat = DataOf<typeof listingFormat>;

/** A listing or file, from its command to the reply that ends it. */
const transfer = shape({
  kind: v.literal('transfer'),
  ...ANYWHERE,
  /** Upper case verb. */
  command: words,
  outcome: oneOf('complete', 'no-data', 'stalled', 'reset', 'unfinished'),
  bytes: v.optional(count),
  entries: v.exactOptional(count),
  /** What the server says the size is (SIZE, RFC 3659 section 4, or its 150). */
  expectedBytes: v.optional(count),
  /** Of a listing with at least one entry. */
  format: v.exactOptional(listingFormat),
  /** Entries of a listing whose permissions let every user write. */
  writable: v.exactOptional(count),
});
export type TransferSeen = DataOf<typeof transfer>;

/** The addresses of the machine that a probe runs on. */
const vantage = shape({
  kind: v.literal('vantage'),
  ...ANYWHERE,
  /** Own addresses with their prefix length, `192.168.1.10/24`. */
  networks: list(name, 64),
  /** A proxy that the system or the editor is told to use, where there is one. */
  proxy: v.exactOptional(words),
});
export type VantageSeen = DataOf<typeof vantage>;

/**
 * A connect to a port that no 227 or 229 named, to find where the ports end that a firewall lets through. No program
 * listens there: when the server refuses, packets get through; silence means that they do not.
 */
const bareDial = shape({
  kind: v.literal('bare-dial'),
  ...ANYWHERE,
  host: name,
  port,
  outcome: connectOutcome,
  errno: v.exactOptional(name),
  durationMs: v.exactOptional(milliseconds),
  /** As of a `ConnectSeen`. */
  busyMs: v.exactOptional(milliseconds),
});
export type BareDialSeen = DataOf<typeof bareDial>;

/** What a client or server program says about its own work; `note` is the meaning, `text` its words. */
const note = shape({
  kind: v.literal('note'),
  ...ANYWHERE,
  /**
   * `early-data`: bytes on a data connection before any transfer was asked for; `not-a-reply`: what came where a reply
   * was due is no FTP reply, but another protocol, or bytes without end. `address-kept`: a client that replaces inner
   * addresses of servers outside used this one as it was. `upload-failed`: the server's log says so of a file or a
   * directory. `no-callback`: the server's data connection of active mode never came.
   * `folder-refused`, `passive-refused`: a client that hides replies says so of CWD and PASV. `failed`: a program says
   * that something went wrong, and its words name no cause.
   */
  note: oneOf(
    'address-replaced',
    'address-kept',
    'address-mismatch',
    'timeout',
    'refused',
    'unreachable',
    'connection-reset',
    'connection-closed',
    'epsv-fallback',
    'active-fallback',
    'not-resolved',
    'tls-error',
    'tls-plain-text',
    'certificate-untrusted',
    'login-failed',
    'listing-failed',
    'early-data',
    'not-a-reply',
    'upload-failed',
    'no-callback',
    'folder-refused',
    'passive-refused',
    'failed',
  ),
  text: words,
  channel: v.exactOptional(channel),
});
export type NoteSeen = DataOf<typeof note>;

const closed = shape({
  kind: v.literal('closed'),
  ...ANYWHERE,
  channel,
  by: oneOf('server', 'client', 'unknown'),
  /** The last verb sent before, where known. */
  after: v.optional(name),
});
export type ClosedSeen = DataOf<typeof closed>;

/** Something a probe did not do, and why: printed as it stands. */
const notTested = shape({ kind: v.literal('not-tested'), ...ANYWHERE, what: words });

const observation = v.variant('kind', [
  target,
  connect,
  command,
  reply,
  endpoint,
  tls,
  transfer,
  note,
  closed,
  vantage,
  bareDial,
  notTested,
]);
export type Observation = DataOf<typeof observation>;

/** Kinds that this version does not know are left out. */
export const observations = known(observation, 5000);
