import type { TextPlace } from '../../events/finding.js';
import type { Channel, ConnectOutcome } from '../../events/observation.js';
import { classOf } from '../../reply/address-class.js';
import type { Emit } from '../events.js';
import { hearBytes } from '../sessions/dialogue.js';
import type { SessionTable } from '../sessions/session-table.js';
import type { LoggedSession } from '../sessions/session.js';
import { dialling, namedEndpoint, tlsEstablished, transferredBytes, type Dialling } from './client-words.js';
import { knownNote, otherProtocol, type KnownNote } from './known-notes.js';

/** Text of a note that is kept. UTF-16 units. */
const NOTE_TEXT_LIMIT = 400;

/** Turns what a program says about its own work into events. */
export class NoteReader {
  constructor(
    private readonly sessions: SessionTable,
    private readonly emit: Emit,
    /** A connect in a log that does not tell sessions apart begins another session. */
    private readonly restart: () => LoggedSession,
  ) {}

  /** @param isForeign the line has no known format: it may be of any program */
  hear(session: LoggedSession, text: string, isForeign: boolean, at: TextPlace): void {
    // In a log that names its sessions, a line without a name belongs to none of them.
    if (session.key === undefined && isUntouched(session) && this.sessions.hasNamed()) return;
    if (!session.greeted && this.hearOtherProtocol(session, text, at)) return;
    const bytes = transferredBytes(text);
    if (bytes !== null) {
      hearBytes(session, bytes);
      // A transfer that vsftpd logs as done holds nothing else.
      if (text.startsWith('OK ')) return;
    }
    const target = dialling(text);
    if (target) {
      this.hearDialling(session, target, at);
      return;
    }
    if (/^Data connection established/.test(text)) this.dataOpen(session, at);
    if (!session.greeted && CONNECTED.test(text)) session.connected = at;
    const tls = tlsEstablished(text);
    if (tls) {
      const channel: Channel = session.transfer ? 'data' : 'control';
      const mode = session.tls ? 'explicit' : 'implicit';
      session.tls = true;
      this.emit({ kind: 'tls', session: session.key, at, channel, outcome: 'established', mode, ...tls });
      return;
    }
    const known = knownNote(text);
    // A line of any other program's log is no sign of a failed login or connect.
    if (known && isForeign && isUntouched(session) && !isAboutFtp(known, text)) return;
    if (known) this.hearKnown(session, known, text.slice(0, NOTE_TEXT_LIMIT), at);
  }

  /** SSH or a web server instead of the greeting; false: neither. */
  hearOtherProtocol(session: LoggedSession, line: string, at: TextPlace): boolean {
    const words = otherProtocol(line, session.controlPort === 21 || session.controlPort === 990);
    if (words === null) return false;
    session.greeted = true;
    const text = words.slice(0, NOTE_TEXT_LIMIT);
    this.emit({ kind: 'note', session: session.key, at, note: 'not-a-reply', text, channel: 'control' });
    return true;
  }

  private hearKnown(session: LoggedSession, known: KnownNote, text: string, at: TextPlace): void {
    const { note } = known;
    const channel = known.channel ?? channelOf(session, text);
    this.emit({ kind: 'note', session: session.key, at, note, text, channel });
    this.hearConnect(session, note, channel, text, at);
    if (note === 'tls-error' || note === 'tls-plain-text') {
      const isImplicit = !isUntouched(session) && !session.greeted && session.commands === 0;
      const mode = isImplicit ? ({ mode: 'implicit' } as const) : {};
      this.emit({ kind: 'tls', session: session.key, at, channel, outcome: 'failed', ...mode, error: text });
    }
    if (note === 'connection-closed') {
      const by = /^disconnected/i.test(text) ? 'unknown' : 'server';
      const after = session.lastVerb === undefined ? {} : { after: session.lastVerb };
      this.emit({ kind: 'closed', session: session.key, at, channel: 'control', by, ...after });
    }
  }

  /** The end of a connect, where the note tells one. */
  private hearConnect(
    session: LoggedSession,
    note: KnownNote['note'],
    channel: Channel,
    text: string,
    at: TextPlace,
  ): void {
    const outcome = connectOutcome(note);
    // Connected, and no greeting yet: what fails then is not the connect.
    const opened =
      (outcome || note === 'connection-closed') && !session.greeted ? session.connected : undefined;
    if (opened) {
      const { key, target = null, peer: host = target, controlPort: port = null } = session;
      this.emit({
        kind: 'connect',
        session: key,
        at: opened,
        channel: 'control',
        host,
        port,
        outcome: 'open',
      });
      delete session.connected;
    } else if (outcome && (session.dialling || !session.greeted)) {
      const where = session.dialling ??
        namedEndpoint(text) ?? { host: session.target ?? null, port: session.controlPort ?? null };
      this.emit({ kind: 'connect', session: session.key, at, channel, ...where, outcome });
      delete session.dialling;
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
    const own = session.greeted && session === this.sessions.current() ? this.restart() : session;
    if (port !== null) own.controlPort = port;
    if (target.open) own.connected = at;
    const peer = target.peer ?? (classOf(host) === null ? null : host);
    if (peer !== null) own.peer = peer;
    if (own.target === host) return;
    own.target = host;
    this.emit({ kind: 'target', session: own.key, at, host, port, peer });
  }

  private dataOpen(session: LoggedSession, at: TextPlace): void {
    const { dialling: where } = session;
    if (!where) return;
    delete session.dialling;
    this.emit({ kind: 'connect', session: session.key, at, channel: 'data', ...where, outcome: 'open' });
  }
}

/** FileZilla and WinSCP say so, and what they wait for then. */
const CONNECTED =
  /^(?:Connection established|Verbindung hergestellt|Connexion établie|Conexión establecida)\b/;

function isUntouched({ greeted, commands, target }: LoggedSession): boolean {
  return !greeted && commands === 0 && target === undefined;
}

/** Outside any session: a sentence about FTP itself, or a pasted exception. */
function isAboutFtp({ note }: KnownNote, text: string): boolean {
  if (note === 'tls-plain-text' || note === 'address-replaced' || note === 'epsv-fallback') return true;
  return (
    /\bftps?\b|[: ](?:21|990)\b/i.test(text) || /^\s{0,8}[\w.]{0,80}(?:Error|Exception|timeout)\b/.test(text)
  );
}

/** Which connection a failure is about, as far as the session's state tells. */
function channelOf(session: LoggedSession, text: string): Channel {
  if (session.dialling || session.transfer || /data (?:socket|connection)/i.test(text)) return 'data';
  if (/control (?:socket|connection)/i.test(text) || !session.greeted) return 'control';
  return session.prepared ? 'data' : 'control';
}

function connectOutcome(note: KnownNote['note']): ConnectOutcome | null {
  if (note === 'refused' || note === 'timeout' || note === 'unreachable') return note;
  return note === 'connection-reset' ? 'reset' : null;
}
