import type { TextPlace } from '../../events/finding.js';
import type { Channel, CommandSeen, ConnectOutcome, ReplySeen } from '../../events/observation.js';
import type { EndpointEvent, TransferEvent } from '../../events/in-text.js';

/** A reply that is still being read: its first line had `227-`. */
interface OpenReply {
  readonly code: number;
  readonly at: TextPlace;
  readonly lines: string[];
  size: number;
}

interface OpenTransfer {
  readonly command: string;
  readonly at: TextPlace;
  readonly prepared?: EndpointEvent;
  bytes?: number;
  expectedBytes?: number;
}

/** What the reader remembers of one session. Everything in it is bounded. */
export interface LoggedSession {
  /** undefined: the first or only session of a log that does not tell them apart. */
  readonly key: string | undefined;
  /** Where the table keeps it. */
  tableKey?: string;
  /** The table has dropped it. */
  isGone?: boolean;
  /** Clock of the table at its last line. */
  heard: number;
  client?: string;
  isIntroduced?: boolean;
  user?: string;
  /** Numeric address of the server. */
  peer?: string;
  /** The control connection is encrypted. */
  tls: boolean;
  greeted: boolean;
  commands: number;
  /** Commands that have no final reply yet, oldest first. */
  readonly waiting: CommandSeen[];
  lastVerb?: string;
  open?: OpenReply;
  lastReply?: Pick<ReplySeen, 'code' | 'text'>;
  prepared?: EndpointEvent;
  transfer?: OpenTransfer;
  /** Ended, but a byte count may still follow. */
  ended?: TransferEvent;
  /** The data connection that the client is opening. */
  dialling?: { readonly host: string; readonly port: number };
  /** Where the client says that the control connection is open; deleted once that was reported. */
  connected?: TextPlace;
  controlPort?: number;
  /** The command that a library's stack shows, where the log shows none. */
  assumedVerb?: string;
  /** A 227 or 229 that a sentence merely quotes. */
  mentioned?: EndpointEvent;
  /** A terminal client's prompt stood in the log. */
  isPrompted?: boolean;
  /** SYNs to the data port that tcpdump printed one after the other. */
  syns?: number;
  /** A window's log: every sentence has a label in front. */
  isLabelled?: boolean;
  /** The label of what is no error, in the log's language. */
  statusLabel?: string;
  /** The last frame of a stack that a script's error is printed with. */
  frame?: Channel;
  /** An exception that the frames printed after it may explain. */
  exception?: { readonly outcome: ConnectOutcome; readonly text: string; readonly at: TextPlace };
  /** Where a program named an FTP server by its URL. */
  urlAt?: number;
  /** The control connection of it has failed: the next one is another session. */
  isOver?: boolean;
  /** A stack shows that a reply was waited for. */
  isReading?: boolean;
  /** An exception without a known meaning; its stack may show that it is about FTP. */
  raised?: { readonly text: string; readonly at: TextPlace };
  /** The last line of the dialogue, or that named the server. */
  spokenAt?: number;
  /** A timeout was told since the last command. */
  timedOut?: boolean;
  /** The 227 of which the client said that it used another address. */
  replacedFor?: EndpointEvent;
  /** A 125 or 150 came since the last command. */
  hadOpening?: boolean;
  /** The sentence that stands for the end of the session was heard. */
  isLost?: boolean;
  /** Last target that was reported, so that it is reported once. */
  target?: string;
}

/** Commands without a final reply that one session remembers. */
export const WAITING_LIMIT = 16;

export function freshSession(key: string | undefined): LoggedSession {
  return { key, heard: 0, tls: false, greeted: false, commands: 0, waiting: [] };
}

/** Nothing of the session was seen: no server named, no command, no reply. */
export function isUntouched({ greeted, commands, target }: LoggedSession): boolean {
  return !greeted && commands === 0 && target === undefined;
}

const TRANSFER_REPLIES = ['LIST', 'NLST', 'MLSD', 'RETR', 'STOR', 'STOU', 'APPE'];
/** Replies that only certain commands get: where a log lost a reply, the next one must not be paired with its command. */
const BELONGS: ReadonlyMap<number, readonly string[]> = new Map([
  [125, TRANSFER_REPLIES],
  [150, TRANSFER_REPLIES],
  [211, ['FEAT', 'STAT', 'SYST', 'HELP']],
  [213, ['SIZE', 'MDTM', 'STAT']],
  [215, ['SYST']],
  [221, ['QUIT']],
  [226, [...TRANSFER_REPLIES, 'ABOR']],
  [227, ['PASV', 'LPSV', 'EPSV']],
  [228, ['LPSV', 'PASV']],
  [229, ['EPSV', 'PASV']],
  [230, ['PASS', 'USER', 'ACCT']],
  [234, ['AUTH']],
  [257, ['PWD', 'XPWD', 'MKD', 'XMKD']],
  [331, ['USER']],
  [425, TRANSFER_REPLIES],
  [426, TRANSFER_REPLIES],
]);

/** The command a reply answers; a final reply takes it off the list, and those before it that got none. */
export function answered(session: LoggedSession, reply: Pick<ReplySeen, 'code'>): CommandSeen | undefined {
  const { waiting } = session;
  const verbs = BELONGS.get(reply.code);
  const lost = verbs ? waiting.findIndex(({ verb }) => verbs.includes(verb)) : 0;
  if (lost > 0) waiting.splice(0, lost);
  return reply.code < 200 ? waiting[0] : waiting.shift();
}
