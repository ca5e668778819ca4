import type { TranscriptEvent } from '../events/in-text.js';
import { FrameReader } from './files/frame-reader.js';
import type { Frame } from './files/frame.js';
import { Control } from './ftp/control.js';
import type { DataWait, Parties } from './ftp/data-wait.js';
import { FtpSession, type SessionOutput } from './ftp/session.js';
import type { SessionRecord } from './ftp/session-record.js';
import { ipOffset, isReadLink } from './packets/link.js';
import { readPacket } from './packets/packet.js';
import type { Address, Flow } from './tcp/flow.js';
import { FlowTable } from './tcp/flow-table.js';
import type { Moment } from './tcp/reassembly.js';
import { counted } from './words.js';
import { Unreached } from './ftp/unreached.js';

export interface CaptureOptions {
  /** Effective passive range of the server's vsftpd.conf. */
  readonly range?: { readonly low: number; readonly high: number } | undefined;
}

/** Endpoints that are waited for, packets with a filter, and sessions that are told. */
const MOST_WAITS = 10_000;
const MOST_PLACES = 200_000;
const MOST_TOLD = 100;
/** Connections to one endpoint. */
const MOST_FLOWS = 16;
/** Under TLS a data connection follows what the server said within this time. Milliseconds. */
const UNNAMED_MS = 5000;

/** A data connection that may come, and the session that it belongs to. */
interface Awaited {
  readonly wait: DataWait;
  readonly session: FtpSession;
}

/**
 * Reads a packet capture as it comes: what FTP sessions said and did, in the words of all evidence. Memory is bounded
 * whatever the length of the file, time is linear, and no input makes it throw.
 */
export class CaptureReader {
  private readonly frames = new FrameReader((frame) => {
    this.frame(frame);
  });
  private readonly flows = new FlowTable(
    (flow, at) => {
      this.begin(flow, at);
    },
    (flow) => {
      this.forget(flow);
    },
  );
  private events: TranscriptEvent[] = [];
  private readonly waits = new Map<number, Awaited[]>();
  private waitCount = 0;
  private readonly controls = new Map<Flow, Control>();
  private readonly secured = new Set<FtpSession>();
  private readonly told: FtpSession[] = [];
  private readonly places = new Map<number, string>();
  private readonly unreached = new Unreached();
  private now: Moment = { packet: 0, ms: NaN };
  private start = NaN;
  private used = 0;
  private fragments = 0;
  private readonly unreadLinks = new Map<number, number>();

  private readonly output: SessionOutput;

  constructor({ range }: CaptureOptions = {}) {
    this.output = {
      emit: (event) => void this.events.push(event),
      expect: (wait, of) => {
        this.expect(wait, of);
      },
      secured: (of) => void this.secured.add(of),
      since: (ms) => Math.max(0, Math.min(1e9, ms - this.start)),
      place: (packet, filter) => {
        if (this.places.size < MOST_PLACES || this.places.has(packet)) this.places.set(packet, filter);
      },
      unused: { isExplained: false, suspects: [] },
      range,
    };
  }

  push(chunk: Uint8Array): readonly TranscriptEvent[] {
    this.frames.push(chunk);
    return this.taken();
  }

  /** Call once, after the last bytes. */
  end(): readonly TranscriptEvent[] {
    this.flows.end();
    this.unreached.tell(this.output);
    const { unused } = this.output;
    if (!unused.isExplained) for (const tell of unused.suspects) tell();
    return this.taken();
  }

  /** How many packets were read, and how many of them belong to FTP. */
  get understood(): { readonly lines: number; readonly used: number } {
    return { lines: this.now.packet, used: this.used };
  }

  /** Wireshark's display filter for what an event of this line is about. */
  filterAt(line: number): string {
    return this.places.get(line + 1) ?? `frame.number == ${line + 1}`;
  }

  /** What happened, for people, a session after the other. */
  story(): readonly string[] {
    const more = this.told.length >= MOST_TOLD ? ['Later sessions are not told.'] : [];
    return [...this.told.flatMap(({ story }) => story.lines()), ...this.unreached.lines(), ...more];
  }

  /** What another capture of the same sessions is compared with. */
  records(): readonly SessionRecord[] {
    return this.told.map(({ record }) => record);
  }

  /** What the file does not show. */
  gaps(): readonly string[] {
    const links = [...this.unreadLinks].map(
      ([link, count]) => `${counted(count, 'packet')} of link type ${link}`,
    );
    const encrypted = this.told.some(({ secured }) => secured);
    return [
      ...(this.frames.isDamaged ? [`what follows packet ${this.now.packet}: the file is damaged there`] : []),
      ...(this.frames.isCut && !this.frames.isDamaged
        ? ['the end of the file: it is cut within a packet']
        : []),
      ...(this.fragments > 0
        ? [`${counted(this.fragments, 'IP fragment')}: only first fragments are read`]
        : []),
      ...links,
      ...(encrypted ? ['what was said after AUTH: it is encrypted, only connections can be seen'] : []),
    ];
  }

  private frame({ ms, link, data }: Frame): void {
    this.now = { packet: this.now.packet + 1, ms: ms ?? NaN };
    if (Number.isNaN(this.start)) this.start = this.now.ms;
    const offset = ipOffset(link, data);
    if (offset === null && !isReadLink(link) && this.unreadLinks.size < 16)
      this.unreadLinks.set(link, (this.unreadLinks.get(link) ?? 0) + 1);
    const packet = offset === null ? null : readPacket(data, offset);
    if (packet?.kind === 'fragment') this.fragments += 1;
    if (packet?.kind === 'icmp') this.flows.about(packet)?.complain(packet, this.now);
    if (packet?.kind !== 'tcp') return;
    const { flow, from } = this.flows.find(packet, this.now);
    flow.push(packet, from, this.now);
    if (flow.listener) this.used += 1;
  }

  private begin(flow: Flow, at: Moment): void {
    const found = this.waitFor(flow) ?? this.waitUnnamed(flow, at);
    if (!found) {
      const control = new Control(flow, { begin: (...of) => this.session(...of) });
      flow.listener = control;
      this.controls.set(flow, control);
      return;
    }
    const { wait, session } = found;
    wait.flows.push(flow);
    flow.listener = {
      data: () => undefined,
      lost: () => undefined,
      changed: (now) => {
        session.hearData(wait, now);
      },
    };
  }

  private session(flow: Flow, parties: Parties, port: number): FtpSession {
    const session = new FtpSession(flow, parties, port, this.output);
    if (this.told.length < MOST_TOLD) this.told.push(session);
    this.unreached.reached(parties.server, port);
    return session;
  }

  private expect(wait: DataWait, session: FtpSession): void {
    if (this.waitCount >= MOST_WAITS) {
      this.waits.clear();
      this.waitCount = 0;
    }
    const all = this.waits.get(wait.port) ?? [];
    all.push({ wait, session });
    this.waitCount += 1;
    // Long before that the port belongs to others.
    if (all.length > 8) all.shift();
    this.waits.set(wait.port, all);
  }

  /** The endpoint that a new connection is made to. */
  private waitFor(flow: Flow): Awaited | undefined {
    const [one, other] = flow.ends;
    return this.waitAt(one, other) ?? this.waitAt(other, one);
  }

  private waitAt(from: Address, to: Address): Awaited | undefined {
    return this.waits
      .get(to.port)
      ?.findLast(
        ({ wait, session }) => !session.isClosed && wait.flows.length < MOST_FLOWS && wait.fits(from, to),
      );
  }

  /** Under TLS: a connection of the same client to the same server, right after the server has said something. */
  private waitUnnamed({ ends: [from, to] }: Flow, at: Moment): Awaited | undefined {
    for (const session of this.secured) {
      const { client, server } = session.parties;
      const isTheirs =
        from.host === client && to.host === server && to.port >= 1024 && to.port !== session.port;
      if (session.isClosed) this.secured.delete(session);
      if (session.isClosed || !isTheirs || at.ms - session.heard.ms > UNNAMED_MS) continue;
      return { wait: session.unnamed(to.port, at), session };
    }
    return undefined;
  }

  private forget(flow: Flow): void {
    flow.end();
    const control = this.controls.get(flow);
    this.controls.delete(flow);
    control?.end(this.now);
    if (!control?.session) this.unreached.forget(flow, this.now);
  }

  private taken(): readonly TranscriptEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }
}
