import type { TextPlace } from '../../events/finding.js';
import type { Channel } from '../../events/observation.js';
import { classOf } from '../../reply/address-class.js';
import type { Emit } from '../../events/in-text.js';
import { endBroken, hearBytes, hearCommand, hearReply } from '../sessions/dialogue.js';
import type { SessionTable } from '../sessions/session-table.js';
import { isAdvice, isRunning } from '../prose.js';
import { isUntouched, type LoggedSession } from '../sessions/session.js';
import { FRAME_WORDS, frameVerb } from './client-frames.js';
import {
  CLIENT_WORDS,
  dialling,
  handshakePacket,
  labelledTarget,
  namedEndpoint,
  packetServer,
  tlsEstablished,
  transferredBytes,
  type Dialling,
} from './client-words.js';
import { connectReports } from './connect-reports.js';
import { curlConnect, knownNote, NOTE_WORDS, otherProtocol, type KnownNote } from './known-notes.js';
import { noteByPlace } from './notes-by-place.js';
import { hearFrame } from './stacks.js';
import { isErrorLabel, isRaised, isUnnamedFailure } from './unnamed-failures.js';
import { curlPassive, REPLY_WORDS, wordyReply } from './wordy-replies.js';

type HostPort = NonNullable<ReturnType<typeof namedEndpoint>>;

/** Text of a note that is kept. UTF-16 units. */
const NOTE_TEXT_LIMIT = 400;

/** Turns what a program says about its own work into events. */
export class NoteReader {
  /** A time stood in front of the line. */
  isTimed = false;

  constructor(
    private readonly sessions: SessionTable,
    private readonly emit: Emit,
    /** A connect in a log that does not tell sessions apart begins another session. */
    private readonly restart: () => LoggedSession,
  ) {}

  /**
   * @param isForeign the line has no known format: it may be of any program
   * @param label what a window prints in front of the sentence
   */
  hear(session: LoggedSession, text: string, isForeign: boolean, at: TextPlace, label?: string): void {
    if (this.hearHandshake(text, at)) return;
    // In a log that names its sessions, a line without a name belongs to none of them.
    const isNameless = session.key === undefined && isUntouched(session) && this.sessions.hasNamed();
    if (isNameless && session.assumedVerb === undefined && frameVerb(text) === undefined) return;
    if (this.hearPacket(session, text, at)) return;
    if (!session.greeted && PROMPT.test(text)) session.isPrompted = true;
    if (isUntouched(session) && URL_OF_FTP.test(text)) session.urlAt = at.line;
    const verb = session.commands === 0 ? frameVerb(text) : undefined;
    if (verb !== undefined) session.assumedVerb = verb;
    if (this.hearOtherProtocol(session, text, at)) return;
    const tell = (words: string, place: TextPlace): void => {
      this.failed(session, words, place);
    };
    const body = isForeign ? text.replace(WRAPPING, '') : text;
    if (hearFrame(session, body, at, this.emit, tell)) return;
    const bytes = transferredBytes(text);
    if (bytes !== null) {
      hearBytes(session, bytes);
      // A transfer that vsftpd logs as done holds nothing else.
      if (text.startsWith('OK ')) return;
    }
    const target = dialling(body) ?? (label === undefined ? null : labelledTarget(body));
    if (target && OTHER_PORTS.has(target.port ?? 0) && !session.greeted) return;
    if (target) {
      if (label !== undefined) session.statusLabel ??= label;
      this.hearDialling(session, target, at);
      // wget says in the same line how it ended.
      if (!/\bfailed: /.test(body)) return;
    }
    if (DATA_OPEN.test(text)) this.dataOpen(session, at);
    // wget shows no replies.
    if (LOGGED_IN.test(body)) {
      session.greeted = true;
      session.spokenAt = at.line;
    }
    if (!session.greeted && CONNECTED.test(text)) session.connected = at;
    if (this.hearTls(session, text, at)) return;
    const step = UNDER_WAY.exec(body)?.[1];
    if (step !== undefined) hearCommand(session, at, STEPS[step] ?? 'STOR', undefined, this.emit);
    if (STORING.test(text)) session.assumedVerb ??= 'STOR';
    if (this.hearWordy(session, text, at, label)) return;
    const known =
      (isUntouched(session) ? curlConnect(text) : null) ??
      knownNote(body) ??
      (label === undefined ? null : noteByPlace(session, text, label));
    // A line of any other program's log is no sign of a failed login or connect.
    const isMentioned = isNamedPort(session.mentioned, text);
    const isFramed = session.frame !== undefined && EXCEPTION.test(text);
    const isProse = !session.greeted && !GO.test(text) && isSentence(text);
    if (
      known &&
      isForeign &&
      (isFar(session, at) || isProse) &&
      !isMentioned &&
      !isFramed &&
      !isAboutFtp(known, text, at)
    ) {
      if (isUntouched(session)) this.hearUnnamed(session, text, at, isForeign, label);
      return;
    }
    if (known) this.hearKnown(session, known, withoutSecrets(text.slice(0, NOTE_TEXT_LIMIT)), at);
    else this.hearUnnamed(session, text, at, isForeign, label);
  }

  /** A reply that a library hands on in its own words. */
  private hearWordy(session: LoggedSession, text: string, at: TextPlace, label?: string): boolean {
    const isError = (label !== undefined && isUntouched(session)) || isStored(session, text);
    const said = wordyReply(isError ? `Error: ${text}` : text);
    const wordy = said ?? (isUntouched(session) ? curlPassive(text) : null);
    if (!wordy) return false;
    if (wordy.to !== undefined && session.waiting.length === 0) session.assumedVerb = wordy.to;
    hearReply(session, at, wordy.code, `${wordy.code} ${wordy.text}`, false, this.emit);
    return true;
  }

  /** Something went wrong, and the words name nothing that is known. */
  private hearUnnamed(
    session: LoggedSession,
    text: string,
    at: TextPlace,
    isForeign: boolean,
    label?: string,
  ): void {
    if (isForeign && !isUntouched(session) && isFar(session, at)) return;
    if (isUnnamedFailure(session, text, at, { label, wrapping: WRAPPING, isTimed: this.isTimed }))
      this.failed(session, text, at);
    else if (isUntouched(session) && (isErrorLabel(label) || isRaised(text.replace(WRAPPING, ''))))
      session.raised = { text, at };
  }

  private failed(session: LoggedSession, text: string, at: TextPlace): void {
    const words = withoutSecrets(text.trim().slice(0, NOTE_TEXT_LIMIT));
    const { prepared, transfer, greeted, target } = session;
    if (!greeted && target !== undefined && session.isLabelled === true) session.isOver = true;
    const { port, direction } = (prepared ?? transfer?.prepared)?.endpoint ?? {};
    const isNamed = typeof port === 'number' && UNMADE.test(words) && new RegExp(`\\b${port}\\b`).test(words);
    const isConnect = isNamed || /^ftp: connect: /.test(words);
    if (isConnect && direction === 'reply') this.dataFailed(session, at);
    const channel = channelOf(session, text);
    this.emit({ kind: 'note', session: session.key, at, note: 'failed', text: words, channel });
  }

  /** SSH or a web server instead of the greeting, or an SSH client at an FTP server; false: neither. */
  hearOtherProtocol(session: LoggedSession, line: string, at: TextPlace): boolean {
    const words = otherProtocol(line, session.controlPort === 21 || session.controlPort === 990);
    if (words === null || (session.greeted && (!words.startsWith('SSH-') || session.commands > 0)))
      return false;
    const isQuoted = isUntouched(session) && !session.greeted && !line.trimStart().startsWith(words);
    if (isQuoted && !/exception|error|reply|invalid|unexpected|failed/i.test(line)) return false;
    session.greeted = true;
    const text = words.slice(0, NOTE_TEXT_LIMIT);
    this.emit({ kind: 'note', session: session.key, at, note: 'not-a-reply', text, channel: 'control' });
    return true;
  }

  private hearPacket(session: LoggedSession, text: string, at: TextPlace): boolean {
    const peer = packetServer(text);
    if (peer === null) return false;
    if (session.peer === peer) return true;
    session.peer = peer;
    this.emit({ kind: 'target', session: session.key, at, host: peer, port: null, peer });
    return true;
  }

  /** A SYN to the data port and what came of it: tcpdump prints each packet on a line. */
  private hearHandshake(text: string, at: TextPlace): boolean {
    const packet = handshakePacket(text);
    if (!packet) return false;
    const { kind, host, port } = packet;
    const session = this.sessions
      .all()
      .find(({ prepared: of }) => of?.endpoint.direction === 'reply' && of.endpoint.port === port);
    if (!session) return false;
    session.syns = kind === 'syn' ? (session.syns ?? 0) + 1 : 0;
    const end = kind === 'accepted' ? 'open' : kind === 'refused' ? 'refused' : 'timeout';
    if (kind !== 'syn' || session.syns === UNANSWERED_SYNS)
      this.emit({ kind: 'connect', session: session.key, at, channel: 'data', host, port, outcome: end });
    return true;
  }

  private hearTls(session: LoggedSession, text: string, at: TextPlace): boolean {
    const tls = tlsEstablished(text);
    if (!tls) return false;
    const channel: Channel = session.transfer ? 'data' : 'control';
    const mode = session.tls ? 'explicit' : 'implicit';
    session.tls = true;
    this.emit({ kind: 'tls', session: session.key, at, channel, outcome: 'established', mode, ...tls });
    return true;
  }

  private hearKnown(session: LoggedSession, known: KnownNote, text: string, at: TextPlace): void {
    const { note } = known;
    // Said after a reply that is shown.
    if (note === 'passive-refused' && (session.lastReply?.code ?? 0) >= 400) return;
    const channel = known.channel ?? channelOf(session, text);
    if (/transfer strategies/i.test(text) && isLeftOpen(session)) this.dataFailed(session, at);
    if (NO_DATA.test(text) && note === 'listing-failed') this.dataFailed(session, at, namedEndpoint(text));
    if (note === 'connection-reset' && session.frame === 'data') endBroken(session, this.emit);
    if (note === 'address-replaced' && session.prepared) session.replacedFor = session.prepared;
    this.emit({ kind: 'note', session: session.key, at, note, text, channel });
    for (const connect of connectReports(session, note, channel, text, at)) this.emit(connect);
    if (note === 'tls-error' || note === 'tls-plain-text') {
      // A first record that is none; what breaks off later has other words.
      const isFirst = isUntouched(session) && /wrong[ _]version|first record/i.test(text);
      const isBegun = !isUntouched(session) && !session.greeted && session.commands === 0;
      const isImplicit = isFirst || isBegun;
      const mode = isImplicit ? ({ mode: 'implicit' } as const) : {};
      this.emit({ kind: 'tls', session: session.key, at, channel, outcome: 'failed', ...mode, error: text });
    }
    const isLonely = isUntouched(session) && /^disconnected from server: E[A-Z]/i.test(text);
    const isExplained = session.timedOut === true || !(isUnanswered(session) || isLonely);
    if (note === 'timeout') session.timedOut = true;
    if (note === 'connection-closed' || (!isExplained && isEndOfSession(session, note, text))) {
      const isOpen = note === 'connection-closed' && /^disconnected/i.test(text) && isExplained;
      const after = session.lastVerb === undefined ? {} : { after: session.lastVerb };
      const by = isOpen ? 'unknown' : 'server';
      this.emit({ kind: 'closed', session: session.key, at, channel: 'control', by, ...after });
    }
  }

  private hearDialling(session: LoggedSession, target: Dialling, at: TextPlace): void {
    if (target.open && session.dialling) {
      this.dataOpen(session, at);
      return;
    }
    const { host, port } = target;
    const prepared = session.prepared?.endpoint;
    if (port !== null && (target.channel === 'data' || prepared?.port === port)) {
      session.dialling = { host: target.peer ?? host, port };
      return;
    }
    const control =
      port === null || port === session.controlPort || port === 21 || port === 990 || !session.greeted;
    if (!control) return;
    const isOld = session.greeted || session.isOver === true;
    const own = isOld && session === this.sessions.current() ? this.restart() : session;
    if (port !== null) own.controlPort = port;
    if (target.open) own.connected = at;
    const peer = target.peer ?? (classOf(host) === null ? null : host);
    if (peer !== null) own.peer = peer;
    own.spokenAt = at.line;
    if (own.target === host) return;
    own.target = host;
    this.emit({ kind: 'target', session: own.key, at, host, port, peer });
  }

  /** A library that hides why it could not connect. */
  dataFailed(session: LoggedSession, at: TextPlace, named?: HostPort | null): void {
    const { host = null, port = null } = named ?? session.prepared?.endpoint ?? {};
    const where = { mode: 'PASV', host, port } as const;
    this.emit({ kind: 'connect', session: session.key, at, channel: 'data', ...where, outcome: 'failed' });
  }

  private dataOpen(session: LoggedSession, at: TextPlace): void {
    const { dialling: where } = session;
    if (!where) return;
    delete session.dialling;
    this.emit({ kind: 'connect', session: session.key, at, channel: 'data', ...where, outcome: 'open' });
  }
}

/** A URL can hold a password. */
function withoutSecrets(text: string): string {
  return text.includes('://') ? text.replace(/(:\/\/[^\s/:@]{1,100}:)[^\s/@]{1,100}@/g, '$1***@') : text;
}

/** Said of a passive data connection that was not made. */
const NO_DATA = /passive data connection to|data connection in passive mode/;

const UNMADE = /connect|establish|\bdial/i;
/** Words that are of FTP alone, too. */
const URL_OF_FTP = /\bftps?:\/\/[\w*]|\bdata ?socket\b|\b(?:PASV|EPSV) (?:command|reply|response)\b/i;

/** An error by its name, after a logger's own words. */
const EXCEPTION = /(?:^|: )\w{0,40}(?:Error|Exception)\b/;
/** FTP-Deploy-Action says what it does, and shows no dialogue. */
const UNDER_WAY = /^(uploading|replacing|removing|creating folder) "[^"]{1,400}"$/;
const STEPS: Readonly<Record<string, string>> = { removing: 'DELE', 'creating folder': 'MKD' };
/** What failed was the upload, whatever the next words are. */
const STORING = /^Copying files to remote side failed|Failed to upload file|\bUploadFile\b/;

/** WinSCP's box gives the server's words in a line of their own. */
function isStored({ assumedVerb, commands }: LoggedSession, text: string): boolean {
  return assumedVerb === 'STOR' && commands === 0 && text.length < 200;
}

/** Of ncftp, ftp and lftp. */
const PROMPT = /^(?:nc|l)?ftp\b[^>\n]{0,120}> ?\w/;

/** After so many of them three seconds are over. */
const UNANSWERED_SYNS = 3;

/** A port was named, and neither a connect nor a transfer is told of. */
function isLeftOpen({ prepared, transfer, dialling: under, lastReply, lastVerb }: LoggedSession): boolean {
  const isNamed = lastReply?.code === 227 || lastReply?.code === 229;
  return isNamed && prepared?.endpoint.direction === 'reply' && !transfer && !under && lastVerb === 'PASV';
}

/** FileZilla and WinSCP say so, and what they wait for then. */
const CONNECTED =
  /^(?:Connection established|Verbindung hergestellt|Connexion établie|Conexión establecida)\b/;

/** Of the web, mail and shells: a log that begins there is none of FTP. */
const OTHER_PORTS: ReadonlySet<number> = new Set([25, 80, 143, 443, 465, 587, 993]);

const LOGGED_IN = /^Logging in as .{1,100} \.\.\. Logged in!/;

const DATA_OPEN = /^Data connection established/;

/** A sentence that means something, outside a window's log and a dialogue, holds one of these. */
export const MEANT: readonly RegExp[] = [
  ...NOTE_WORDS,
  ...REPLY_WORDS,
  ...FRAME_WORDS,
  ...CLIENT_WORDS,
  ...[PROMPT, CONNECTED, DATA_OPEN, LOGGED_IN, UNDER_WAY, STORING],
];

/** A time, a level and a name in brackets, a container's name and a bar. */
const WRAPPING =
  /^(?:\[[^\]\n]{1,40}\]:?\s{0,4}|[\w.-]{1,40}\s{1,8}\|\s{1,4}|[VDIWEF]\/[\w.]{1,40} ?\([ \d]{1,8}\): ){1,4}(?:\* )?/;

/** Further down than a client's words stand below the dialogue that they are about. */
const NEAR_LINES = 60;

function isFar(session: LoggedSession, { line }: TextPlace): boolean {
  if (session.isPrompted === true && (session.greeted || line < PASTED_LINES)) return false;
  return isUntouched(session) || session.spokenAt === undefined || line - session.spokenAt > NEAR_LINES;
}

/** An error as languages print it: its name, and what follows a colon or stands in brackets. */
const RAISED =
  /: (?:\w{1,20}::){1,3}\w{1,40} \((?:\w{1,20}::){1,3}\w{1,40}\)\s*$|^\s{0,8}(?:\[[^\]\n]{1,40}\]\s{0,4}){0,3}(?:Caused by: )?(?:\[?(?:\w{1,40}\.){0,8}(?:[A-Z]\w{0,60})?(?:Error|Exception)(?:\s?[:([]|\s*$)|(?:\w{1,40}\.)?timeout: |Timeout(?: \(| when| while|[ .!]*$))/;
/** What people paste without any dialogue is short. */
const PASTED_LINES = 50;

/** Of a text about programs. */
function isSentence(text: string): boolean {
  return isRunning(text) || isAdvice(text);
}

/** Go names the part of the library in front of its sentence. */
const GO = /\b(?:x509|tls): /;
/** Words of FTP libraries and servers that are found in no other text. */
const OF_FTP =
  /data connection in passive mode|available transfer strategies work|urlopen error ftp error|passive data connection to the |^\s{0,8}\w{2,7}: [^:\n]{4,30}: (?:gnutls_|Certificate verification: )|NoSessionReuseRequired|making data connection|accept tcp .{0,80}open transfer|\bpam_\w{1,20}\([\w-]{0,20}ftpd?:|(?:\bftp_\w{3,12}|\bFtp\w{0,20}::\w{3,20})\(\): SSL_|Timeout while connecting to server/;
/** They are said of FTP alone. */
const ALWAYS: ReadonlySet<KnownNote['note']> = new Set([
  'address-replaced',
  'address-mismatch',
  'epsv-fallback',
  'no-callback',
  'folder-refused',
  'passive-refused',
]);
/** Outside any session: a sentence about FTP itself, or a pasted exception. */
function isAboutFtp({ note }: KnownNote, text: string, { line }: TextPlace): boolean {
  if (ALWAYS.has(note) || (GO.test(text) && /\bftps?:/.test(text)) || OF_FTP.test(text)) return true;
  if (note === 'tls-plain-text') return /error|exception/i.test(text) && !isSentence(text);
  if (note === 'login-failed' && /\b(?:ERROR|FATAL|\w+(?:Exception|Error))\b[:(].{0,300}\bftp\b/.test(text))
    return true;
  return (
    /\((?:data|control) (?:connection|socket)\)|php_connect_nonb|data channel timed out|\(Errno::E[A-Z]+\)|\bError: connect E[A-Z]/i.test(
      text,
    ) ||
    (/\bftps?(?:\b|_\w)|[: ](?:21|990)\b/i.test(text) && !isSentence(text)) ||
    (line < PASTED_LINES && !/sftp/i.test(text) && RAISED.test(text.replace(WRAPPING, '')))
  );
}

/** Which connection a failure is about, as far as the session's state tells. */
function channelOf(session: LoggedSession, text: string): Channel {
  if (/control[ -](?:socket|connection)/i.test(text)) return 'control';
  if (
    session.dialling ||
    session.transfer ||
    /data ?(?:socket|connection)|passive mode|php_connect_nonb|SSL_read on shutdown/i.test(text)
  )
    return 'data';
  const named = namedEndpoint(text);
  if (isNamedPort(session.prepared, text) || isNamedPort(session.mentioned, text)) return 'data';
  if (named && isOtherPort(session, named)) return 'data';
  if (/^PASV \.\.\.|gnutls_record_recv/.test(text)) return 'data';
  if (named && session.greeted && named.port > 1023 && named.port !== (session.controlPort ?? 21))
    return 'data';
  if (session.frame && isUntouched(session)) return session.frame;
  if (!session.greeted) return session.isPrompted === true ? 'data' : 'control';
  return session.prepared ? 'data' : 'control';
}

function isNamedPort(of: LoggedSession['prepared'], text: string): boolean {
  const port = of?.endpoint.port;
  return typeof port === 'number' && namedEndpoint(text)?.port === port;
}

/** On the server that the client was told to connect to, and not its control port. */
function isOtherPort({ target, peer, controlPort }: LoggedSession, { host, port }: HostPort): boolean {
  return (
    controlPort !== undefined && port !== controlPort && port > 1023 && (host === target || host === peer)
  );
}

function isUnanswered({ transfer, waiting }: LoggedSession): boolean {
  return transfer !== undefined || waiting.length > 0;
}

/** The control connection was cut where a reply was due. */
function isEndOfSession(session: LoggedSession, note: KnownNote['note'], text: string): boolean {
  return (
    note === 'connection-reset' &&
    !/data (?:connection|socket|channel)/i.test(text) &&
    session.dialling === undefined &&
    session.frame !== 'data'
  );
}
