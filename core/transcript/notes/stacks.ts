import type { TextPlace } from '../../events/finding.js';
import type { Emit } from '../../events/in-text.js';
import { hearCommand } from '../sessions/dialogue.js';
import type { LoggedSession } from '../sessions/session.js';
import { frameChannel, frameVerb } from './client-frames.js';
import { namedEndpoint } from './client-words.js';

/** An exception and the frame that tells of it. */
const STACK_LINES = 40;
/** Functions of libraries that wait for a reply. */
const READING = /\b_{0,2}getReply|\bGetReply|\bgetmultiline\b|\bgetresp\b/;
const CONNECTING = /in [`'](?:block in )?connect'|\bconnect\(|_connectAction_|, in (?:connect|__init__)\b/;

/**
 * The stack of an exception tells which connection it is about: Java prints it after the words, Python before. false: the
 * line is no frame.
 *
 * @param tell hears of an exception without a known meaning, where a frame shows that it is about FTP
 */
export function hearFrame(
  session: LoggedSession,
  text: string,
  at: TextPlace,
  emit: Emit,
  tell: (words: string, place: TextPlace) => void,
): boolean {
  const frame = frameChannel(text);
  const { exception, raised } = session;
  if (frame === null) {
    delete session.exception;
    return false;
  }
  if (raised && /ftp/i.test(text)) {
    delete session.raised;
    if (at.line - raised.at.line < STACK_LINES) tell(raised.text, raised.at);
  }
  if (hearReading(session, text, at, emit)) return true;
  if (frame === undefined) return true;
  session.frame = frame;
  if (exception) {
    delete session.exception;
    const where = namedEndpoint(exception.text) ?? { host: null, port: null };
    const mode = frame === 'data' ? { mode: 'PASV' as const } : {};
    const { outcome } = exception;
    emit({ kind: 'connect', session: session.key, at, channel: frame, ...mode, ...where, outcome });
  }
  return true;
}

/** A stack in which a reply was waited for: the connection stood, and its other frames tell which reply. */
function hearReading(session: LoggedSession, text: string, at: TextPlace, emit: Emit): boolean {
  const { exception } = session;
  if (READING.test(text)) {
    session.isReading = true;
    // Python prints the exception last.
    if (!exception && session.frame === 'control') unread(session, at, emit);
    delete session.exception;
  } else if (session.isReading !== true) return false;
  else if (CONNECTING.test(text)) unread(session, at, emit);
  else {
    const verb = frameVerb(text);
    if (verb === undefined) return true;
    delete session.isReading;
    hearCommand(session, at, verb, undefined, emit);
  }
  return true;
}

/** The greeting was waited for. */
function unread(session: LoggedSession, at: TextPlace, emit: Emit): void {
  delete session.isReading;
  delete session.frame;
  session.connected = at;
  const { target: host = null, controlPort: port = null, key } = session;
  emit({ kind: 'connect', session: key, at, channel: 'control', host, port, outcome: 'open' });
}
