import type { Channel } from '../../events/observation.js';
import { SEARCHED_LIMIT } from './known-notes.js';

/** Where a client says that it connects to. */
export interface Dialling {
  readonly host: string;
  /** null: not shown. */
  readonly port: number | null;
  readonly peer: string | null;
  /** It says so itself; otherwise the port has to tell. */
  readonly channel: Channel | null;
  readonly open: boolean;
}

const HOST = '([0-9A-Za-z][0-9A-Za-z.:_-]{0,252})';
const DIALLING: readonly {
  readonly pattern: RegExp;
  readonly channel: Channel | null;
  readonly open: boolean;
}[] = [
  // lftp, tnftp
  {
    pattern: /^Connecting data socket to \(([0-9a-fA-F.:]{2,45})\)() port (\d{1,5})/,
    channel: 'data',
    open: false,
  },
  // curl, wget -d, lftp
  {
    pattern: new RegExp(`^Connecting to ${HOST} \\(([0-9a-fA-F.:]{2,45})\\) port (\\d{1,5})`),
    channel: null,
    open: false,
  },
  { pattern: new RegExp(`^trying to connect to ${HOST}() port (\\d{1,5})`), channel: 'data', open: false },
  {
    pattern: new RegExp(
      `^(?:Connected|Established(?: 2nd)? connection|Connected 2nd connection) to ${HOST} \\(([0-9a-fA-F.:]{2,45})\\) port (\\d{1,5})`,
    ),
    channel: null,
    open: true,
  },
  { pattern: /^Trying \[?([0-9a-fA-F.:]{2,45}?)\]?:()(\d{1,5})\.{3}/, channel: null, open: false },
  // netkit
  {
    pattern: new RegExp(`^Connected to ${HOST} \\(([0-9a-fA-F.:]{2,45})\\)()\\.?$`),
    channel: 'control',
    open: true,
  },
  // wget
  {
    pattern: new RegExp(
      `^Connecting to ${HOST} ?(?:\\([^()]{1,253}\\))?\\|([0-9a-fA-F.:]{2,45})\\|:(\\d{1,5})\\b`,
    ),
    channel: 'control',
    open: false,
  },
  // Ruby
  { pattern: /^connect: ([0-9A-Za-z.:_-]{1,253}), ()(\d{1,5})$/, channel: 'control', open: false },
  // tnftp
  { pattern: /^Connected to ([0-9A-Za-z.:_-]{1,253}?)()()\.$/, channel: 'control', open: true },
  // basic-ftp
  { pattern: /^Connected to \[?([0-9a-fA-F.:]{2,45}?)\]?:()(\d{1,5}) \(/, channel: 'control', open: true },
  // FileZilla, WinSCP, wget
  { pattern: /^Connecting to \[?([0-9A-Za-z.:_-]{2,253}?)\]?:()(\d{1,5})\b/, channel: null, open: false },
  // WinSCP, ftptest.net
  { pattern: /^Connecting to ([0-9A-Za-z.:_-]{2,253}?)()() ?(?:\.{3})?$/, channel: 'control', open: false },
];

/** The system's client, as it is started from a shell. */
const STARTED = /[$#%>] (?:ftp|lftp|telnet) (?:-\w+ )?([0-9A-Za-z][0-9A-Za-z.-]{2,252})(?: (\d{1,5}))?\s*$/;
/** A program's own sentence with an address and a port of FTP's. */
const AT_PORT = /\bconnect(?:ing|ion)? to \[?((?:\d{1,3}\.){3}\d{1,3})\]?:(21|990)\b/i;
/** rclone and others name the server by its URL. */
const BY_URL = /\bftps?:\/\/(?:[^\s/@]{0,100}@)?([0-9A-Za-z.-]{1,253}):(\d{1,5})[/:]? {0,4}connecting\b/i;

/** Reads the sentence in which a client names its target; null: it is none. */
export function dialling(text: string): Dialling | null {
  if (!/^(?:[Cc]onn|Try|try|Estab)/.test(text)) {
    const bounded = text.slice(0, SEARCHED_LIMIT);
    const found =
      (text.includes('://') ? BY_URL.exec(bounded) : null) ??
      (text.includes('ftp') || text.includes('telnet') ? STARTED.exec(bounded) : null) ??
      AT_PORT.exec(bounded);
    const [, host = '', port] = found ?? [];
    return (
      found && {
        host,
        port: port === undefined ? null : Number(port),
        peer: null,
        channel: 'control',
        open: false,
      }
    );
  }
  for (const { pattern, channel, open } of DIALLING) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [, host = '', peer = '', port = ''] = match;
    return { host, port: port === '' ? null : Number(port), peer: peer === '' ? null : peer, channel, open };
  }
  return null;
}

/** The one sentence of a window that names host and port before anything was said, whatever its language. */
const LABELLED_TARGET =
  /(?<![0-9A-Za-z.:_-])(?:\[([0-9a-fA-F:]{2,45})\]|((?:[0-9A-Za-z_-]{1,63}\.){1,8}[0-9A-Za-z-]{1,63})):(\d{1,5})(?!\d)[^\d]{0,60}(?:\.{3}|…)\s{0,4}$/;

/** `Verbinde mit 192.0.2.5:21...`, after a label; null: no host with a port, or no dots at the end. */
export function labelledTarget(text: string): Dialling | null {
  const match = LABELLED_TARGET.exec(text.slice(0, SEARCHED_LIMIT));
  if (!match) return null;
  const host = match[1] ?? match[2] ?? '';
  return { host, port: Number(match[3]), peer: null, channel: null, open: false };
}

const NAMED: readonly RegExp[] = [
  /\b(?:connect(?:ing)? to|host) \[?([0-9A-Za-z.:_-]{1,253}?)\]? port (\d{1,5})\b/,
  /\b((?:\d{1,3}\.){3}\d{1,3}):(\d{1,5})\b/,
  /\[([0-9a-fA-F:]{2,45})\]:(\d{1,5})\b/,
  // Node
  /\bconnect E[A-Z]{5,12} ([0-9a-fA-F:]{2,45}):(\d{1,5})\b/,
  /\b((?:\d{1,3}\.){3}\d{1,3}),? port:? (\d{1,5})\b/,
  // Python, Ruby, old curl
  /\('([0-9a-fA-F.:]{2,45})', (\d{1,5})\)/,
  /\bfor "([^"\s]{1,253})" port (\d{1,5})\b/,
  /\bconnect to ([0-9A-Za-z][0-9A-Za-z.-]{0,252}):(\d{1,5})\b/,
];

/** Endpoint named in a failure: `connect to 192.0.2.5 port 40000 failed`, `192.0.2.5:40000`. */
export function namedEndpoint(text: string): { readonly host: string; readonly port: number } | null {
  const match =
    NAMED.map((pattern) => pattern.exec(text.slice(0, SEARCHED_LIMIT))).find((found) => found !== null) ??
    null;
  return match ? { host: match[1] ?? '', port: Number(match[2]) } : null;
}

const FROM_SERVER = /^\s{0,12}(?:[^>]{0,80} )?((?:\d{1,3}\.){3}\d{1,3})\.(?:21|ftp) > /;
const TO_SERVER = /^\s{0,12}[^>]{0,120} > ((?:\d{1,3}\.){3}\d{1,3})\.(?:21|ftp): /;

/** The server's end of a packet's line in tcpdump -v, where the dialogue stands in the next ones; null: no such line. */
export function packetServer(text: string): string | null {
  if (!text.includes(' > ')) return null;
  const match = FROM_SERVER.exec(text) ?? TO_SERVER.exec(text);
  return match?.[1] ?? null;
}

const SYN =
  /\bIP6? ([0-9a-fA-F.:]{2,45})\.(\d{1,5}) > ([0-9a-fA-F.:]{2,45})\.(\d{1,5}): Flags \[(S|S\.|R\.?)\]/;

/** The packet that opens, accepts or refuses a connection, as tcpdump prints it: its kind, and the server's port. */
export function handshakePacket(
  text: string,
): { readonly kind: 'syn' | 'accepted' | 'refused'; readonly host: string; readonly port: number } | null {
  const match = text.includes('Flags [') ? SYN.exec(text.slice(0, SEARCHED_LIMIT)) : null;
  if (!match) return null;
  const [, from = '', fromPort, to = '', toPort, flags] = match;
  if (flags === 'S') return { kind: 'syn', host: to, port: Number(toPort) };
  return { kind: flags === 'S.' ? 'accepted' : 'refused', host: from, port: Number(fromPort) };
}

const TLS_CURL = /^SSL connection using (\S{3,20}) \/ (\S{3,60})/;
const TLS_WINSCP = /^Using (TLSv[\d.]{1,4}), cipher [^:]{1,20}: ([A-Z0-9_-]{3,60})/;
const TLS_FILEZILLA =
  /^(?:TLS|SSL)(?:\/TLS)? connection established|^TLS-Verbindung hergestellt|^Connexion TLS établie/;

/** `SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384`, `TLS connection established`. */
export function tlsEstablished(
  text: string,
): { readonly protocol?: string; readonly cipher?: string } | null {
  if (!/TLS|SSL/.test(text)) return null;
  const curl = TLS_CURL.exec(text);
  if (curl) return { protocol: curl[1] ?? '', cipher: curl[2] ?? '' };
  const winscp = TLS_WINSCP.exec(text);
  if (winscp) return { protocol: winscp[1] ?? '', cipher: winscp[2] ?? '' };
  return TLS_FILEZILLA.test(text) ? {} : null;
}

/** vsftpd leaves the count out where it is 0. */
const LOGGED_TRANSFER =
  /^(?:OK|FAIL) (?:DOWNLOAD|UPLOAD): .{0,1200}", (?:(\d{1,15}) bytes, )?[\d.]{1,20}Kbyte/;

const CURL_BYTES = /^\{ \[(\d{1,15}) bytes data\]/;
const CLIENT_BYTES = /^(\d{1,15}) bytes (?:received|sent|transferred)\b/;
const OTHER_BYTES = /transferred ([\d.,]{1,20}) bytes/;

/** How many bytes a note says have travelled; null: it says nothing. */
export function transferredBytes(text: string): number | null {
  const logged = text.startsWith('OK ') || text.startsWith('FAIL ') ? LOGGED_TRANSFER.exec(text) : null;
  if (logged) return Number(logged[1] ?? 0);
  if (!text.includes(' bytes')) return null;
  const match =
    CURL_BYTES.exec(text) ?? CLIENT_BYTES.exec(text) ?? OTHER_BYTES.exec(text.slice(0, SEARCHED_LIMIT));
  return match ? Number(match[1]?.replace(/[.,]/g, '')) : null;
}

/** All that is looked for in a sentence. */
export const CLIENT_WORDS: readonly RegExp[] = [
  ...DIALLING.map(({ pattern }) => pattern),
  STARTED,
  AT_PORT,
  BY_URL,
  FROM_SERVER,
  TO_SERVER,
  SYN,
  TLS_CURL,
  TLS_WINSCP,
  TLS_FILEZILLA,
  LOGGED_TRANSFER,
  CURL_BYTES,
  CLIENT_BYTES,
  OTHER_BYTES,
];
