import type { End, Flow, Listener } from '../tcp/flow.js';
import type { Moment } from '../tcp/reassembly.js';
import { Lines } from './lines.js';
import { serverEnd, type EarlyLine } from './recognise.js';
import { classOf } from '../../reply/index.js';
import type { FtpSession } from './session.js';
import { isOuter, type Parties } from './data-wait.js';
import { isTlsRecord, TlsRecords } from './tls-records.js';

const FTP_PORT = 21;
const FTPS_PORT = 990;
/** Of data that may be anything this much is looked at. Bytes. */
const LOOKED_AT = 2048;

export interface Sessions {
  begin(flow: Flow, parties: Parties, port: number): FtpSession;
}

/** Listens to a connection that may be FTP, and leaves it as soon as it is known to be something else. */
export class Control implements Listener {
  session: FtpSession | null = null;
  private readonly lines = [new Lines(), new Lines()] as const;
  private readonly early: EarlyLine[] = [];
  private server: End = 1;
  private tls: TlsRecords | null = null;
  private isToldTls = false;

  constructor(
    private readonly flow: Flow,
    private readonly sessions: Sessions,
  ) {}

  data(from: End, bytes: Uint8Array, at: Moment): void {
    if (this.tls) {
      this.tls.push(from, bytes);
      this.hearTls(from, at);
      return;
    }
    if (isTlsRecord(bytes) && this.lines[from].isBetween) {
      this.beginTls(from, bytes, at);
      return;
    }
    for (const line of this.lines[from].push(this.session ? bytes : bytes.subarray(0, LOOKED_AT))) {
      if (this.session) this.hear(from, line, at);
      else this.hearEarly({ from, line, at });
      if (this.flow.listener !== this) return;
    }
  }

  lost(from: End): void {
    this.lines[from].lost(!this.session || from !== this.server);
    this.tls?.lost(from);
    this.session?.lost();
  }

  changed(at: Moment): void {
    const { ended, isOpen } = this.flow;
    if (ended) this.close(at, ended.by);
    if (isOpen || !ended) return;
    this.flow.listener = null;
  }

  /** The capture is over. */
  end(at: Moment): void {
    this.recogniseByPort();
    this.close(at, null);
  }

  private close(at: Moment, by: End | null): void {
    if (by !== null) this.recogniseByPort();
    const { session } = this;
    if (!session) return;
    const rest = this.tls ? '' : this.lines[this.server].end();
    if (rest !== '') session.reply(rest, at);
    if (this.tls?.alert && !this.isToldTls) this.tellAlert(at);
    session.close(at, by === null ? null : by === this.server ? 'server' : 'client');
  }

  private hearEarly(line: EarlyLine): void {
    this.early.push(line);
    const ports = this.flow.ends.map(({ port }) => port);
    const found = serverEnd(this.early, ports.includes(FTP_PORT));
    if (found === 'other') this.leave();
    else if (found !== null) this.recognise(found);
  }

  private leave(): void {
    this.flow.listener = null;
    this.early.length = 0;
  }

  private recognise(server: End): void {
    this.server = server;
    const { host, port } = this.flow.ends[server];
    const client = this.flow.ends[server === 0 ? 1 : 0].host;
    const isBehindNat = isOuter(client) && isInner(host);
    this.session = this.sessions.begin(this.flow, { client, server: host, isBehindNat }, port);
    for (const { from, line, at } of this.early.splice(0)) this.hear(from, line, at);
  }

  /** A connection to the FTP port that stood, whatever was said. */
  private recogniseByPort(): void {
    const { opener, ends, isOpen } = this.flow;
    if (this.session || opener === null || !isOpen || this.flow.listener !== this) return;
    const server = opener === 0 ? 1 : 0;
    if (ends[server].port === FTP_PORT) this.recognise(server);
  }

  private hear(from: End, line: string, at: Moment): void {
    if (from === this.server) this.session?.reply(line, at);
    else this.session?.command(line, at);
  }

  private beginTls(from: End, bytes: Uint8Array, at: Moment): void {
    const { ends, opener } = this.flow;
    if (!this.session) {
      const server = opener === null ? 1 : opener === 0 ? 1 : 0;
      if (ends[server].port !== FTPS_PORT) {
        this.leave();
        return;
      }
      this.recognise(server);
    }
    this.tls = new TlsRecords();
    this.tls.push(from, bytes);
    this.hearTls(from, at);
  }

  private hearTls(from: End, at: Moment): void {
    const { session, tls, server } = this;
    if (!session || !tls) return;
    if (from === server) session.heard = at;
    // The first encrypted record of a client may be an alert; the second is a command.
    if (this.isToldTls || (tls.encrypted[server === 0 ? 1 : 0] < 2 && !tls.alert)) return;
    this.isToldTls = true;
    if (tls.alert) this.tellAlert(at);
    else session.encrypted(at, 'established');
  }

  private tellAlert(at: Moment): void {
    const { alert } = this.tls ?? {};
    this.isToldTls = true;
    if (!alert) return;
    const who = alert.from === this.server ? 'server' : 'client';
    this.session?.encrypted(at, 'failed', `${alert.words} from the ${who}`);
  }
}

function isInner(host: string): boolean {
  const of = classOf(host);
  return of === 'private' || of === 'shared' || of === 'link-local';
}
