import type { AddressClass } from './address-class.js';

export type EndpointKind = 'PASV' | 'EPSV' | 'PORT' | 'EPRT';

/** How a 227, 228, 229, PORT or EPRT is written, where that matters. */
export type EndpointForm =
  /** Six numbers of RFC 959. */
  | 'six-numbers'
  /** Two numbers: only the port is there, the address was left out. */
  | 'two-numbers'
  /** LPSV of RFC 1639 (reply 228). */
  | 'long'
  /** An IPv6 address and two numbers in a 227. */
  | 'colons'
  /** Delimited fields of RFC 2428. */
  | 'delimited'
  /** None of these: it could not be read. */
  | 'unread';

/** What is odd about an endpoint. Stable ids, part of the JSON that `decode` prints. */
export type ProblemId =
  | 'pasv-addr-private'
  | 'pasv-addr-zero'
  | 'pasv-addr-loopback'
  | 'pasv-addr-reserved'
  | 'pasv-addr-diff'
  | 'pasv-addr-public-on-lan'
  | 'pasv-over-v6'
  | 'pasv-shape'
  | 'pasv-unparsable'
  | 'pasv-port-bad'
  | 'pasv-port-hot'
  | 'pasv-range-out'
  | 'epsv-bad'
  | 'epsv-shape'
  | 'act-addr-private'
  | 'act-addr-zero'
  | 'act-addr-loopback'
  | 'act-addr-reserved'
  | 'act-unparsable'
  | 'act-port-bad'
  | 'masked'
  | 'truncated';

/** One data endpoint found in a line of text. */
export interface Endpoint {
  readonly kind: EndpointKind;
  readonly form: EndpointForm;
  /** A reply names where the server listens, a command where the client does. */
  readonly direction: 'reply' | 'command';
  /** 227, 228 or 229 as written; null for a command and where only a tool's wording stands there. */
  readonly code: number | null;
  /** UTF-16 offset of the tuple (numbers with their parentheses) in the line; of the reply's text where none is. */
  readonly character: number;
  readonly length: number;
  /** What stands there. */
  readonly text: string;
  /** The whole reply from its code on, or the whole command; without the log's own wrapping. Bounded. */
  readonly statement: string;
  /** The advertised address; null where it is not given, masked or out of range. */
  readonly host: string | null;
  /** 0 to 65535; null where it is not given, masked or out of range. */
  readonly port: number | null;
  /** The numbers as written, also out of range; null for a masked one. Empty for 229 and EPRT. */
  readonly octets: readonly (number | null)[];
  /** `15 × 256 + 128`, where the port is written as two numbers; also where the result is out of range. */
  readonly arithmetic: string | null;
  readonly addressClass: AddressClass | null;
  readonly problems: readonly ProblemId[];
}
