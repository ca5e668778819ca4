import type { TextPlace } from '../../events/finding.js';
import type { Channel, ConnectOutcome, NoteSeen } from '../../events/observation.js';
import type { TranscriptEvent } from '../../events/in-text.js';
import { isUntouched, type LoggedSession } from '../sessions/session.js';
import { namedEndpoint } from './client-words.js';

/** Its stack follows, and tells which connection it was. */
const RUBY = /\bconnect\(2\) for\b/;

type ConnectEvent = Extract<TranscriptEvent, { kind: 'connect' }>;

/** What an operating system says of a connect, and nothing else. */
const CONNECT_ERROR =
  /php_connect_nonb|data channel timed out|(?:waiting for (?:the )?|making )data connection|accept tcp |Connect call failed|ConnectionRefusedError|\bE(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH)\b|could ?n.t connect|could not be established|failed to connect|can.?t (?:open|connect)|unable to connect|open(?:ing)? data connection|\bdial tcp\b|\bconnect:|\b100(?:51|60|61|65)\b/i;

/** The end of a connect, where a note tells one. */
export function connectReports(
  session: LoggedSession,
  note: NoteSeen['note'],
  channel: Channel,
  text: string,
  at: TextPlace,
): readonly ConnectEvent[] {
  const outcome = connectOutcome(note);
  const { key } = session;
  // Connected, and no greeting yet: what fails then is not the connect.
  const opened =
    (outcome ?? note === 'connection-closed') && !session.greeted && channel === 'control'
      ? session.connected
      : undefined;
  if (opened) {
    const { target = null, peer: host = target, controlPort: port = null } = session;
    delete session.connected;
    return [{ kind: 'connect', session: key, at: opened, channel: 'control', host, port, outcome: 'open' }];
  }
  if (!outcome) return [];
  if (channel === 'data') return dataReports(session, outcome, text, at);
  if (session.dialling) {
    const where = session.dialling;
    delete session.dialling;
    return [{ kind: 'connect', session: key, at, channel, ...where, outcome }];
  }
  if (session.greeted || session.commands > 0) return [];
  const named = namedEndpoint(text);
  const isControl = named?.port === 21 || named?.port === 990;
  const isOpen =
    named === null
      ? !/control[ -](?:socket|connection)|while connecting to server/i.test(text)
      : RUBY.test(text) && !isControl;
  if (isUntouched(session) && isOpen && session.frame !== 'control') {
    session.exception = { outcome, text, at };
    return [];
  }
  const where = named ?? { host: session.target ?? null, port: session.controlPort ?? null };
  return [{ kind: 'connect', session: key, at, channel, ...where, outcome }];
}

/** A data connection that failed, unless it was the server's to make. */
function dataReports(
  session: LoggedSession,
  outcome: ConnectOutcome,
  text: string,
  at: TextPlace,
): readonly ConnectEvent[] {
  const { key, dialling, prepared, transfer } = session;
  const endpoint = prepared?.endpoint ?? transfer?.prepared?.endpoint;
  if (endpoint?.direction === 'command') return [];
  delete session.dialling;
  if (dialling) return [{ kind: 'connect', session: key, at, channel: 'data', ...dialling, outcome }];
  const isConnect = CONNECT_ERROR.test(text);
  if (endpoint) {
    if (!isConnect || outcome === 'reset') return [];
    const { host, port } = namedEndpoint(text) ?? endpoint;
    return [{ kind: 'connect', session: key, at, channel: 'data', host, port, outcome }];
  }
  // The log shows no 227 or 229.
  if (outcome === 'reset' || (!isConnect && session.hadOpening === true)) return [];
  const where = namedEndpoint(text) ?? { host: null, port: null };
  return [{ kind: 'connect', session: key, at, channel: 'data', mode: 'PASV', ...where, outcome }];
}

function connectOutcome(note: NoteSeen['note']): ConnectOutcome | null {
  if (note === 'refused' || note === 'timeout' || note === 'unreachable') return note;
  return note === 'connection-reset' ? 'reset' : null;
}
