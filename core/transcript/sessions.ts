import type { CommandEvent, EndpointEvent, Place, ReplyEvent, TransferEvent } from './exchange.js';
import type { LogLine } from './wrappers/index.js';

/** A reply that is still being read: its first line had `227-`. */
export interface OpenReply {
  readonly code: number;
  readonly at: Place;
  readonly lines: string[];
  readonly time?: string | undefined;
  size: number;
}

export interface OpenTransfer {
  readonly command: string;
  readonly at: Place;
  readonly prepared?: EndpointEvent;
  started: boolean;
  bytes?: number;
  expectedBytes?: number;
}

/** What the reader remembers of one session. Everything in it is bounded. */
export interface Session {
  /** undefined: the first or only session of a log that does not tell them apart. */
  readonly key: string | undefined;
  /** Where the table keeps it. */
  tableKey?: string;
  /** It lost its place in the table. */
  isGone?: boolean;
  /** When it spoke last: lines read before. */
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
  readonly waiting: CommandEvent[];
  lastVerb?: string;
  open?: OpenReply;
  lastReply?: Pick<ReplyEvent, 'code' | 'text'>;
  prepared?: EndpointEvent;
  transfer?: OpenTransfer;
  /** Ended, but a byte count may still follow. */
  ended?: TransferEvent;
  /** The data connection that the client is opening. */
  dialling?: { readonly host: string; readonly port: number };
  /** The client says that the control connection stands; forgotten when that was reported. */
  connected?: Pick<CommandEvent, 'at' | 'time'>;
  controlPort?: number;
  /** Last target that was reported, so that it is reported once. */
  target?: string;
}

/** Commands without an answer that are remembered in one session. */
export const WAITING_LIMIT = 16;
/** Logins under way at the same moment. */
const AWAITING_LIMIT = 50;

/** Sessions of one transcript: told apart by pid, client or session number, the least recently seen forgotten. */
export class SessionTable {
  private readonly live = new Map<string, Session>();
  /** vsftpd serves one session from several processes, one after the other. */
  private readonly alias = new Map<string, string>();
  /** Sessions of vsftpd that wait for the answer to their PASS. */
  private readonly awaiting = new Map<string, Session>();
  private unnamed: Session = freshSession(undefined);
  /** The last sessions that spoke, by what their names end with: most lines belong to one of them. */
  private readonly recent: (Recent | undefined)[] = new Array<Recent | undefined>(SLOTS);
  private count = 1;
  private clock = 0;
  private reused = 1;

  constructor(private readonly limit: number) {}

  /** The session a line belongs to; `forgotten` is one that had to make room. */
  find(line: LogLine): { readonly session: Session; readonly forgotten?: Session } {
    if (line.session === undefined) return { session: this.unnamed };
    const slot = slotOf(line.session);
    const recent = this.recent[slot];
    if (recent?.name === line.session && recent.client === line.client && isPlain(line, recent.session)) {
      recent.session.heard = ++this.clock;
      return recent;
    }
    const found = this.look(line, line.session);
    this.recent[slot] = { name: line.session, client: line.client, session: found.session };
    return found;
  }

  private look(line: LogLine, label: string): { readonly session: Session; readonly forgotten?: Session } {
    const name = nameOf(line);
    // The system gave a pid away again.
    const ended = line.text.startsWith('CONNECT: ') ? this.take(name) : undefined;
    const own = this.live.get(name);
    const key = own ? name : (this.alias.get(name) ?? this.successorOf(line) ?? name);
    const known = own ?? this.live.get(key);
    if (known) {
      if (line.format === 'vsftpd' && line.verb === 'PASS') this.await(key, known);
      known.heard = ++this.clock;
      return { session: known };
    }
    const session = freshSession(ended ? `${label} #${++this.reused}` : label);
    if (line.client !== undefined) session.client = line.client;
    if (line.server !== undefined) session.peer = line.server;
    session.tableKey = key;
    session.heard = ++this.clock;
    this.live.set(key, session);
    const forgotten = ended ?? (this.live.size > this.limit ? this.forgetOldest() : undefined);
    return forgotten ? { session, forgotten } : { session };
  }

  /** A log that does not tell sessions apart begins another one. Returns the one before. */
  restart(): Session {
    const before = this.unnamed;
    this.count += 1;
    this.unnamed = freshSession(`session ${this.count}`);
    return before;
  }

  /** The session said goodbye: its place is free. */
  leave(session: Session): void {
    if (session.tableKey !== undefined) this.live.delete(session.tableKey);
    session.isGone = true;
  }

  current(): Session {
    return this.unnamed;
  }

  /** The log tells its sessions apart. */
  hasNamed(): boolean {
    return this.live.size > 0;
  }

  all(): readonly Session[] {
    return [this.unnamed, ...this.live.values()];
  }

  /**
   * vsftpd: the greeting, USER and PASS come from one process, the login's outcome from a second, everything behind
   * from a third. A new pid of the same client continues the session that waits for the answer to its PASS.
   */
  private successorOf(line: LogLine): string | undefined {
    if (line.format !== 'vsftpd') return undefined;
    const login = line.code === 230 || /^(?:OK|FAIL) LOGIN/.test(line.text);
    if (!login) return undefined;
    for (const [key, session] of this.awaiting) {
      if (!session.waiting.some(({ verb }) => verb === 'PASS')) {
        this.awaiting.delete(key);
        continue;
      }
      if (session.client !== line.client) continue;
      if (session.user !== undefined && line.user !== undefined && session.user !== line.user) continue;
      // The process that only reports the outcome says nothing more.
      if (line.kind === 'reply') {
        this.awaiting.delete(key);
        this.remember(nameOf(line), key);
      }
      return key;
    }
    return undefined;
  }

  private await(key: string, session: Session): void {
    this.awaiting.set(key, session);
    const oldest = this.awaiting.keys().next();
    if (this.awaiting.size > AWAITING_LIMIT && oldest.done !== true) this.awaiting.delete(oldest.value);
  }

  private remember(name: string, key: string): void {
    this.alias.set(name, key);
    const oldest = this.alias.keys().next();
    if (this.alias.size > 2 * this.limit && oldest.done !== true) this.alias.delete(oldest.value);
  }

  private take(name: string): Session | undefined {
    this.alias.delete(name);
    const session = this.live.get(name);
    if (session) this.leave(session);
    return session;
  }

  private forgetOldest(): Session | undefined {
    let oldest: Session | undefined;
    for (const session of this.live.values())
      if (oldest === undefined || session.heard < oldest.heard) oldest = session;
    if (oldest) this.leave(oldest);
    return oldest;
  }
}

/** What a line's names led to. */
interface Recent {
  readonly name: string;
  readonly client: string | undefined;
  readonly session: Session;
}

const SLOTS = 256;

function slotOf(name: string): number {
  const { length } = name;
  return (name.charCodeAt(length - 1) * 31 + name.charCodeAt(length - 2)) & (SLOTS - 1);
}

/** Neither begins a session nor waits for another process to go on with it. */
function isPlain({ verb, text }: LogLine, session: Session): boolean {
  return session.isGone !== true && verb !== 'PASS' && !text.startsWith('CONNECT: ');
}

function nameOf({ session, client }: LogLine): string {
  return `${session ?? ''} ${client ?? ''}`;
}

function freshSession(key: string | undefined): Session {
  return { key, heard: 0, tls: false, greeted: false, commands: 0, waiting: [] };
}

const TRANSFER_REPLIES = ['LIST', 'NLST', 'MLSD', 'RETR', 'STOR', 'STOU', 'APPE'];
/** Replies that only certain commands get: logs lose lines, and the next answer must not go to a lost one's command. */
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
export function answered(session: Session, reply: Pick<ReplyEvent, 'code'>): CommandEvent | undefined {
  const { waiting } = session;
  const verbs = BELONGS.get(reply.code);
  const lost = verbs ? waiting.findIndex(({ verb }) => verbs.includes(verb)) : 0;
  if (lost > 0) waiting.splice(0, lost);
  return reply.code < 200 ? waiting[0] : waiting.shift();
}
