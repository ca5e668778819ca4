/**
 * How nine programs read a 227 and five read a 229: what each would dial. They differ as soon as a server leaves
 * the wording of RFC 959. Read from or run against curl 8, lftp 4.9, WinSCP 6, FileZilla 3, nmap 7.93, Wireshark 4,
 * Linux nf_conntrack_ftp, Python 3.11 ftplib and basic-ftp 6.2.
 */

import { classOf, type AddressClass } from './address-class.js';

export type ClientId =
  'ftplib' | 'basic-ftp' | 'curl' | 'lftp' | 'WinSCP' | 'FileZilla' | 'nmap' | 'Wireshark' | 'conntrack';

/** What a client would connect to. `host` null: the address of the control connection. Ports can exceed 65535. */
export interface Dialled {
  readonly host: string | null;
  readonly port: number;
}

export interface ClientReading {
  readonly client: ClientId;
  /** null: it cannot read the reply. */
  readonly dials: Dialled | null;
}

/** Longer replies are cut here before they are read. UTF-16 units. */
const REPLY_LIMIT = 1000;

type ClientReader = (reply: string) => Dialled | null;

/** Six numbers from six matched texts, octets kept as they are written. */
function asWritten(match: readonly string[] | null): Dialled | null {
  if (!match) return null;
  const [, a = '', b = '', c = '', d = '', high = '', low = ''] = match;
  return { host: [a, b, c, d].map(Number).join('.'), port: Number(high) * 256 + Number(low) };
}

/** Every number modulo 256, as a C program does that stores it in one byte. */
function modulo256(match: readonly string[] | null): Dialled | null {
  if (!match) return null;
  const [a = 0, b = 0, c = 0, d = 0, high = 0, low = 0] = match.slice(1).map((text) => Number(text) & 255);
  return { host: [a, b, c, d].join('.'), port: high * 256 + low };
}

function inRange(match: readonly string[] | null): Dialled | null {
  return match?.slice(1).every((text) => Number(text) <= 255) ? asWritten(match) : null;
}

const lastLine = (reply: string): string => reply.slice(reply.lastIndexOf('\n') + 1);
const hasCode = (reply: string, code: string): boolean => lastLine(reply).startsWith(code);

/** `re.search` for six numbers; the reply's code must be 227. */
const ftplibPasv: ClientReader = (reply) =>
  reply.startsWith('227') ? asWritten(/(?<!\d)(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(reply)) : null;

/** Signs are taken; only the two port numbers are cut to one byte. */
const basicFtpPasv: ClientReader = (reply) => {
  const match = /(?<![-\d])([-\d]+),([-\d]+),([-\d]+),([-\d]+),([-\d]+),([-\d]+)/.exec(reply);
  const [, a = '', b = '', c = '', d = '', high = '', low = ''] = match ?? [];
  if (!match) return null;
  return { host: [a, b, c, d].join('.'), port: (parseInt(high, 10) & 255) * 256 + (parseInt(low, 10) & 255) };
};

/** Tries every position of the last line; no number may exceed 255. */
const curlPasv: ClientReader = (reply) => {
  if (!hasCode(reply, '227')) return null;
  const line = lastLine(reply).slice(4);
  for (const match of line.matchAll(/(?<!\d)\d+(?:,\d+){5,}/g)) {
    // A number that is too large is tried again from its second digit on; later starts need six numbers too.
    for (let from = 0; from < match[0].length; from++) {
      const found = inRange(/^(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(match[0].slice(from)));
      if (found) return found;
    }
  }
  return null;
};

/** sscanf takes blanks before a number, and signs; every number is stored in one byte. */
const SCANNED = /(?<!\d)(\d+),[ \t]*(-?\d+),[ \t]*(-?\d+),[ \t]*(-?\d+),[ \t]*(-?\d+),[ \t]*(-?\d+)/;
const scannedPasv: ClientReader = (reply) =>
  hasCode(reply, '227') ? modulo256(SCANNED.exec(lastLine(reply).slice(4))) : null;

/** Whatever stands in the first parentheses, or from the first digit on; commas and dots are the same. */
const winscpPasv: ClientReader = (reply) => {
  const line = lastLine(reply);
  const open = line.indexOf('(');
  const close = line.indexOf(')');
  const inner = open >= 0 && close >= 0 ? line.slice(open + 1, close) : /\d.*/.exec(line.slice(4))?.[0];
  const parts = inner?.split(/[.,]/) ?? [];
  if (parts.length !== 6) return null;
  const [high, low] = parts.slice(4).map((part) => parseInt(part, 10) || 0);
  return { host: parts.slice(0, 4).join('.'), port: (high ?? 0) * 256 + (low ?? 0) };
};

/** Wants a blank or parenthesis before, a blank, parenthesis or the end after, and port numbers to 255. */
const fileZillaPasv: ClientReader = (reply) => {
  const line = lastLine(reply);
  const match = /[ (](\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})(?: |\)|$)/.exec(line);
  return match && Number(match[5]) <= 255 && Number(match[6]) <= 255 ? asWritten(match) : null;
};

/** Parentheses are required. */
const nmapPasv: ClientReader = (reply) => asWritten(/\((\d+),(\d+),(\d+),(\d+),(\d+),(\d+)\)/.exec(reply));

/** From the first digit after `227 ` on, in the packet's first line; a reply it cannot read opens no port. */
const conntrackPasv: ClientReader = (reply) => {
  if (!reply.startsWith('227 ')) return null;
  const match = /^\D*(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)(?![\d,])/.exec(reply.slice(4));
  return inRange(match);
};

/** First to last parenthesis pair, split at its first character: five fields, the fourth is the port. */
const ftplibEpsv: ClientReader = (reply) => {
  const open = reply.indexOf('(');
  const close = reply.indexOf(')', open + 1);
  if (!reply.startsWith('229') || open < 0 || close < 0) return null;
  const inner = reply.slice(open + 1, close);
  const delimiter = inner.charAt(0);
  if (delimiter === '' || delimiter !== inner.at(-1)) return null;
  const fields = inner.split(delimiter);
  const port = fields[3]?.trim() ?? '';
  return fields.length === 5 && /^\d+$/.test(port) ? { host: null, port: Number(port) } : null;
};

/** Only bars and exclamation marks are delimiters; parentheses are not needed. */
const basicFtpEpsv: ClientReader = (reply) => {
  const match = /[|!]{3}\s*(\d+)(?!\d)[^\n]*[|!]/.exec(reply);
  return match ? { host: null, port: Number(match[1]) } : null;
};

/** The first parenthesis decides; the port may not exceed 65535. */
const curlEpsv: ClientReader = (reply) => {
  const match = delimited(firstParenthesis(reply) ?? '');
  return match?.closed && match.port <= 0xffff ? { host: null, port: match.port } : null;
};

const lftpEpsv: ClientReader = (reply) => {
  const match = delimited(firstParenthesis(reply) ?? reply.slice(4));
  return match ? { host: null, port: match.port } : null;
};

/** Any parentheses in the reply will do. */
const nmapEpsv: ClientReader = (reply) => {
  const match = /\(([^\d\s])\1\1(\d+)\1\)/.exec(reply);
  return match ? { host: null, port: Number(match[2]) } : null;
};

function firstParenthesis(reply: string): string | null {
  const open = reply.indexOf('(');
  return open < 0 ? null : reply.slice(open + 1);
}

/** Three equal characters and a number, and whether the same character follows. */
function delimited(text: string): { port: number; closed: boolean } | null {
  const delimiter = text.charAt(0);
  if (delimiter === '' || text.charAt(1) !== delimiter || text.charAt(2) !== delimiter) return null;
  const digits = /^\d+/.exec(text.slice(3))?.[0];
  if (digits === undefined) return null;
  return { port: Number(digits), closed: text.charAt(3 + digits.length) === delimiter };
}

const PASV_READERS: readonly (readonly [ClientId, ClientReader])[] = [
  ['ftplib', ftplibPasv],
  ['basic-ftp', basicFtpPasv],
  ['curl', curlPasv],
  ['lftp', scannedPasv],
  ['WinSCP', winscpPasv],
  ['FileZilla', fileZillaPasv],
  ['nmap', nmapPasv],
  ['Wireshark', scannedPasv],
  ['conntrack', conntrackPasv],
];

const EPSV_READERS: readonly (readonly [ClientId, ClientReader])[] = [
  ['ftplib', ftplibEpsv],
  ['basic-ftp', basicFtpEpsv],
  ['curl', curlEpsv],
  ['lftp', lftpEpsv],
  ['nmap', nmapEpsv],
];

/**
 * What each client would dial when it is given this reply to PASV (to EPSV where the code is 229): the whole reply
 * from its code on, lines of a multi-line reply joined by LF, without the final line break.
 */
export function clientsReading(reply: string): readonly ClientReading[] {
  const bounded = reply.slice(0, REPLY_LIMIT);
  const readers = bounded.startsWith('229') ? EPSV_READERS : PASV_READERS;
  return readers.map(([client, read]) => ({ client, dials: read(bounded) }));
}

/** The clients that would not reach this endpoint: they cannot read the reply, or read something else. */
export function clientsFailing(reply: string, host: string | null, port: number | null): readonly ClientId[] {
  return clientsReading(reply)
    .filter(({ dials }) => dials?.port !== port || dials.host !== host)
    .map(({ client }) => client);
}

/**
 * Those that dial another address than the control connection's when a 227 names one. curl, ftplib and basic-ftp do
 * not; nmap, Wireshark and conntrack only read along.
 */
const FOLLOWERS: readonly ClientId[] = ['FileZilla', 'lftp', 'WinSCP'];
/** What they take for a mistake where the server itself has a public address: they dial that one then. */
const UNROUTABLE: readonly (AddressClass | null)[] = ['private', 'loopback', 'link-local', 'unspecified'];

/** The clients that would dial this address, which a 227 names and the control connection does not go to. */
export function clientsFollowing(reply: string, host: string, peer: string | null): readonly ClientId[] {
  const isRepaired = UNROUTABLE.includes(classOf(host)) && !UNROUTABLE.includes(classOf(peer ?? ''));
  if (isRepaired) return [];
  return clientsReading(reply)
    .filter(({ client, dials }) => FOLLOWERS.includes(client) && dials?.host === host)
    .map(({ client }) => client);
}
