import type { LogLine } from '../formats/log-line.js';
import { freshSession, type LoggedSession } from './session.js';

/** Logins under way at the same moment. */
const AWAITING_LIMIT = 50;

/** Sessions of one transcript: told apart by pid, client or session number, the least recently seen forgotten. */
export class SessionTable {
  private readonly live = new Map<string, LoggedSession>();
  /** vsftpd serves one session from several processes, one after the other. */
  private readonly alias = new Map<string, string>();
  /** Sessions of vsftpd that wait for the answer to their PASS. */
  private readonly awaiting = new Map<string, LoggedSession>();
  private unnamed: LoggedSession = freshSession(undefined);
  /** Cache of the last sessions, by the end of their names: most lines belong to one of them. */
  private readonly recent: (Recent | undefined)[] = new Array<Recent | undefined>(SLOTS);
  private count = 1;
  private clock = 0;
  private reused = 1;

  constructor(private readonly limit: number) {}

  /** The session a line belongs to; `forgotten` is one that was dropped for it. */
  find(line: LogLine): { readonly session: LoggedSession; readonly forgotten?: LoggedSession } {
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

  private look(
    line: LogLine,
    label: string,
  ): { readonly session: LoggedSession; readonly forgotten?: LoggedSession } {
    const name = nameOf(line);
    // The system reused a pid.
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
  restart(): LoggedSession {
    const before = this.unnamed;
    this.count += 1;
    this.unnamed = freshSession(`session ${this.count}`);
    return before;
  }

  /** The session has ended: it is dropped. */
  leave(session: LoggedSession): void {
    if (session.tableKey !== undefined) this.live.delete(session.tableKey);
    session.isGone = true;
  }

  current(): LoggedSession {
    return this.unnamed;
  }

  /** The log tells its sessions apart. */
  hasNamed(): boolean {
    return this.live.size > 0;
  }

  all(): readonly LoggedSession[] {
    return [this.unnamed, ...this.live.values()];
  }

  /**
   * vsftpd: the greeting, USER and PASS come from one process, the login's outcome from a second, all later lines from
   * a third. A new pid of the same client continues the session that waits for the answer to its PASS.
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
      // The process that only reports the outcome writes no further line.
      if (line.kind === 'reply') {
        this.awaiting.delete(key);
        this.remember(nameOf(line), key);
      }
      return key;
    }
    return undefined;
  }

  private await(key: string, session: LoggedSession): void {
    this.awaiting.set(key, session);
    const oldest = this.awaiting.keys().next();
    if (this.awaiting.size > AWAITING_LIMIT && oldest.done !== true) this.awaiting.delete(oldest.value);
  }

  private remember(name: string, key: string): void {
    this.alias.set(name, key);
    const oldest = this.alias.keys().next();
    if (this.alias.size > 2 * this.limit && oldest.done !== true) this.alias.delete(oldest.value);
  }

  private take(name: string): LoggedSession | undefined {
    this.alias.delete(name);
    const session = this.live.get(name);
    if (session) this.leave(session);
    return session;
  }

  private forgetOldest(): LoggedSession | undefined {
    let oldest: LoggedSession | undefined;
    for (const session of this.live.values())
      if (oldest === undefined || session.heard < oldest.heard) oldest = session;
    if (oldest) this.leave(oldest);
    return oldest;
  }
}

/** The session that a line's names were last found for. */
interface Recent {
  readonly name: string;
  readonly client: string | undefined;
  readonly session: LoggedSession;
}

const SLOTS = 256;

function slotOf(name: string): number {
  const { length } = name;
  return (name.charCodeAt(length - 1) * 31 + name.charCodeAt(length - 2)) & (SLOTS - 1);
}

/** Such a line neither begins a session nor can move it to another process. */
function isPlain({ verb, text }: LogLine, session: LoggedSession): boolean {
  return session.isGone !== true && verb !== 'PASS' && !text.startsWith('CONNECT: ');
}

function nameOf({ session, client }: LogLine): string {
  return `${session ?? ''} ${client ?? ''}`;
}
