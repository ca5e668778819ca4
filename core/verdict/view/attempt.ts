import { saysEmptyDirectory } from '../../reply/index.js';
import { LISTINGS } from './verbs.js';
import type {
  ActiveMode,
  ClosedSeen,
  ConnectSeen,
  EndpointSeen,
  NoteSeen,
  PassiveMode,
  ReplySeen,
  TlsSeen,
  TransferSeen,
} from '../../events/observation.js';

/** One attempt at a data connection: from PASV, EPSV, PORT or EPRT to the reply that ends the transfer. */
export interface Attempt {
  /** null: a transfer for which the log shows no preparation. */
  readonly mode: PassiveMode | ActiveMode | null;
  /** The control connection was encrypted. */
  readonly secured: boolean;
  /** After `EPSV ALL` the server must refuse everything but EPSV (RFC 2428 section 4). */
  readonly afterEpsvAll: boolean;
  argument: string | null;
  endpoint: EndpointSeen | null;
  /** The 200 to PORT or EPRT, the 227 or 229. */
  accepted: ReplySeen | null;
  /** PASV, EPSV, PORT or EPRT was refused. */
  refusal: ReplySeen | null;
  readonly connects: ConnectSeen[];
  readonly notes: NoteSeen[];
  /** The transfer's verb, upper case. */
  command: string | null;
  /** 125 or 150. */
  opening: ReplySeen | null;
  final: ReplySeen | null;
  tls: TlsSeen | null;
  transfer: TransferSeen | null;
  /** The control connection ended during this attempt. */
  closed: ClosedSeen | null;
  /** How many attempts went the same way and are not kept. */
  repeats: number;
}

export function isPassive(attempt: Attempt): boolean {
  return attempt.mode === 'PASV' || attempt.mode === 'EPSV';
}

export function isActive(attempt: Attempt): boolean {
  return attempt.mode === 'PORT' || attempt.mode === 'EPRT';
}

/** Its verb; where the log does not show it, "The transfer". */
export function transferName({ command }: Attempt): string {
  return command === null || command === '' ? 'The transfer' : command;
}

/** The transfer ended well, as the server or the client says. */
export function completed(attempt: Attempt): boolean {
  const { transfer, command, final } = attempt;
  if (transfer?.outcome === 'complete') return true;
  // A success that is told of a data connection that carried nothing.
  const isEmpty = transfer?.outcome === 'no-data' || (transfer?.outcome === 'reset' && transfer.bytes === 0);
  return command !== null && !isEmpty && isSuccess(final, LISTINGS.has(command));
}

function isSuccess(reply: ReplySeen | null, isListing: boolean): boolean {
  if (reply === null) return false;
  return (
    reply.code === 226 || reply.code === 250 || (isListing && saysEmptyDirectory(reply.code, reply.text))
  );
}

/** A connect to the server's own address, whatever the reply advertised. */
function toPeer(connect: ConnectSeen): boolean {
  return connect.dialled === 'peer';
}

/** Whether the advertised endpoint itself was dialled and answered. */
export function advertisedOpen(attempt: Attempt): boolean {
  return attempt.connects.some((c) => c.outcome === 'open' && !toPeer(c) && sameHost(c, attempt));
}

function sameHost(connect: ConnectSeen, attempt: Attempt): boolean {
  return (
    connect.dialled === 'advertised' || connect.host === attempt.endpoint?.host || attempt.mode === 'EPSV'
  );
}

/** The same port on the control connection's own address was dialled and answered. */
export function peerOpen(attempt: Attempt): boolean {
  return attempt.connects.some((c) => c.outcome === 'open' && toPeer(c));
}

/** Some data connection of this attempt was made. vsftpd sends 150 only when it has one. */
export function opened(attempt: Attempt): boolean {
  if (attempt.connects.some((c) => c.outcome === 'open')) return true;
  if (completed(attempt)) return true;
  // Other servers say 150 first and look for the connection then.
  if (attempt.final?.code === 425) return false;
  return attempt.opening !== null && !attempt.notes.some(isRefusal) && attempt.connects.length === 0;
}

function isRefusal(note: NoteSeen): boolean {
  return note.note === 'refused' || note.note === 'unreachable';
}

/** A data connect of the client that failed: the observation, and what it says. */
export interface DialFailure {
  readonly seen: ConnectSeen | NoteSeen;
  readonly outcome: 'refused' | 'timeout' | 'unreachable' | 'reset' | 'failed';
  readonly host: string | null;
  readonly port: number | null;
  readonly errno?: string;
  readonly durationMs?: number;
  /** The client dialled the server's own address instead of the advertised one. */
  readonly toPeer: boolean;
}

const NOTE_OUTCOMES: Readonly<Record<string, DialFailure['outcome']>> = {
  timeout: 'timeout',
  refused: 'refused',
  unreachable: 'unreachable',
};

/** Dials of this passive attempt that failed. A client's note counts where no connect tells and no data flowed. */
export function dialFailures(attempt: Attempt): readonly DialFailure[] {
  if (!isPassive(attempt)) return [];
  const failed = attempt.connects.flatMap((seen): DialFailure[] => {
    if (seen.outcome === 'open') return [];
    const { outcome, host, port, errno, durationMs } = seen;
    const known = {
      ...(errno === undefined ? {} : { errno }),
      ...(durationMs === undefined ? {} : { durationMs }),
    };
    return [{ seen, outcome, host, port, ...known, toPeer: toPeer(seen) || replaced(attempt) }];
  });
  if (failed.length > 0 || opened(attempt) || attempt.endpoint === null) return failed;
  const note = attempt.notes.find((n) => NOTE_OUTCOMES[n.note] !== undefined);
  const outcome = note && NOTE_OUTCOMES[note.note];
  if (!note || !outcome) return [];
  const { host, port } = attempt.endpoint;
  return [{ seen: note, outcome, host, port, toPeer: replaced(attempt) || host === null }];
}

/** The client says that it dialled the server's own address instead of the advertised one. */
export function replaced(attempt: Attempt): boolean {
  return attempt.notes.some((note) => note.note === 'address-replaced') && !gaveUp(attempt);
}

/** The client says that it will not dial the advertised address, and asked for nothing more. */
export function gaveUp({ notes, command, connects }: Attempt): boolean {
  const note = notes.find((one) => one.note === 'address-replaced');
  if (!note || command !== null || connects.length > 0) return false;
  return /passive mode failed/i.test(note.text) || notes.some((one) => one.note === 'listing-failed');
}

/** Everything that shows this attempt to have failed at reaching the data port. */
export function unreachableSigns(attempt: Attempt): readonly object[] {
  const final = attempt.final?.code === 425 && !completed(attempt) ? [attempt.final] : [];
  return [...dialFailures(attempt).map((failure) => failure.seen), ...final];
}

/** Attempts of the same signature went the same way: only one of them is kept in a long log. */
export function signature(attempt: Attempt): string {
  const { endpoint, refusal, final, transfer, tls, closed, connects, notes } = attempt;
  // Written out instead of joined: a long log has millions of attempts.
  let way = `${attempt.mode ?? ''}|${attempt.secured ? 'tls' : ''}|${attempt.afterEpsvAll ? 'all' : ''}|`;
  if (endpoint)
    way += `${endpoint.host ?? ''} ${endpoint.port === null ? '?' : ''} ${endpoint.problems.join()}`;
  way += refusal ? `|${refusal.code} ${refusal.text.slice(0, 80)}|` : '||';
  for (const c of connects) way += `${c.outcome}${c.errno ?? ''}${c.dialled ?? ''},`;
  way += '|';
  for (const n of notes) way += `${n.note},`;
  way += attempt.opening === null ? '||' : '|opened|';
  if (final) way += `${final.code} ${final.text.slice(0, 80)}`;
  way += '|';
  if (transfer) way += `${transfer.outcome} ${transfer.bytes === 0} ${transfer.expectedBytes === undefined}`;
  way += '|';
  if (tls) way += `${tls.outcome} ${tls.reused ?? ''}`;
  return closed ? `${way}|${closed.by}` : way;
}
