import { ACK, FIN, RST, SYN, type Segment, type Undelivered } from '../packets/packet.js';
import { after, Reassembly, type Moment } from './reassembly.js';

/** The one of both ends: the sender of the first packet seen is 0. */
export type End = 0 | 1;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who listens to a connection. */
export interface Listener {
  data(from: End, bytes: Uint8Array, at: Moment): void;
  lost(from: End): void;
  /** Something about the connection itself has changed: opened, refused, ended. */
  changed(at: Moment): void;
}

/** What one end did. */
class Half {
  /** SYNs without ACK: how often, and when first and last. */
  syns = 0;
  firstSyn: Moment | null = null;
  lastSyn: Moment | null = null;
  isn: number | null = null;
  /** Next number after all that was seen, and bytes of data on the wire, each counted once. */
  top: number | null = null;
  bytes = 0;
  /** The first number after the SYN, and up to where the other end has said that it has all. */
  base: number | null = null;
  acked: number | null = null;
  /** Packets with data that had been sent before. */
  repeats = 0;
  /** The last of these, and the number of the packet in IP. */
  id = -1;
  /** Hops that its first packet had left. */
  ttl: number | null = null;
  readonly reassembly: Reassembly;

  constructor(flow: { listener: Listener | null }, end: End) {
    this.reassembly = new Reassembly({
      data: (bytes, at) => flow.listener?.data(end, bytes, at),
      lost: () => flow.listener?.lost(end),
    });
  }

  heardAck(ack: number): void {
    this.reassembly.acknowledged(ack);
    if (this.acked === null || after(ack, this.acked) > 0) this.acked = ack;
  }

  /** From the first to the last byte that was seen, with those that the capture does not hold. */
  get sent(): number {
    const { base, top } = this;
    return base === null || top === null ? 0 : Math.max(0, after(top, base));
  }

  /** All was seen, and at the first attempt. */
  get isWhole(): boolean {
    return this.repeats === 0 && this.bytes === this.sent;
  }

  get arrived(): number {
    const { acked, base, bytes } = this;
    return acked === null || base === null ? bytes : Math.max(0, Math.min(this.sent, after(acked, base)));
  }
}

/** A copy of a packet, as a capture on all interfaces has it, comes within this time. Milliseconds. */
const COPY_MS = 50;

/** One TCP connection. */
export class Flow {
  listener: Listener | null = null;
  readonly halves: readonly [Half, Half];
  /** The end that opened it; null where no SYN was seen. */
  opener: End | null = null;
  answered: Moment | null = null;
  opened: Moment | null = null;
  /** A SYN was answered by a reset. */
  refused: Moment | null = null;
  /** The first FIN, or the first reset of a connection that stood. */
  ended: (Moment & { readonly by: End; readonly how: 'closed' | 'reset' }) | null = null;
  undelivered: (Moment & Undelivered) | null = null;
  last: Moment;
  /** When data went through that had not been sent before. */
  progress: Moment | null = null;

  constructor(
    /** `tcp.stream` of Wireshark. */
    readonly stream: number,
    readonly ends: readonly [Address, Address],
    readonly first: Moment,
  ) {
    this.halves = [new Half(this, 0), new Half(this, 1)];
    this.last = first;
  }

  /** The connection stood: a SYN was answered, or data went through. */
  get isOpen(): boolean {
    return this.opened !== null;
  }

  get isOver(): boolean {
    return this.ended !== null || this.refused !== null;
  }

  push(segment: Segment, from: End, at: Moment): void {
    const { seq, ack, flags, length, ttl } = segment;
    this.last = at;
    const to: End = from === 0 ? 1 : 0;
    const [sender, receiver] = [this.halves[from], this.halves[to]];
    // A reset may be another device's.
    if (!(flags & RST)) sender.ttl ??= ttl;
    if (flags & SYN) this.syn(segment, from, at);
    if (flags & RST) {
      this.reset(from, at);
      return;
    }
    const start = flags & SYN ? seq + 1 : seq;
    sender.top ??= start >>> 0;
    sender.base ??= start >>> 0;
    if (flags & ACK) this.hearAck(receiver, ack, at);
    if (length > 0) this.carry(segment, from, start >>> 0, at);
    else if (!(flags & SYN) && this.answered && from === this.opener) this.open(at);
    if (flags & FIN && !this.ended && after(seq, sender.top) <= 0) {
      this.ended = { ...at, by: from, how: 'closed' };
      this.listener?.changed(at);
    }
  }

  complain(message: Undelivered, at: Moment): void {
    this.undelivered ??= { ...message, ...at };
    this.listener?.changed(at);
  }

  /**
   * Bytes that arrived, as the acknowledgements say; those that were sent where none was captured, and where nothing is
   * missing or had to be sent again: an acknowledgement comes late, or after the packet that closes.
   */
  get arrived(): number {
    const { halves, ended, undelivered } = this;
    const [one, other] = halves;
    const isSmooth = one.isWhole && other.isWhole && ended?.how !== 'reset' && !undelivered;
    return isSmooth ? this.sent : one.arrived + other.arrived;
  }

  get sent(): number {
    return this.halves[0].sent + this.halves[1].sent;
  }

  /** Closed, and nothing on the way any more. */
  get isSettled(): boolean {
    return this.ended !== null && (this.ended.how === 'reset' || this.arrived >= this.sent);
  }

  /** The capture, or what is remembered of the connection, is over. */
  end(): void {
    for (const { reassembly } of this.halves) reassembly.end();
  }

  private hearAck(receiver: Half, ack: number, at: Moment): void {
    const wasSettled = this.isSettled;
    receiver.heardAck(ack);
    if (this.isSettled && !wasSettled) this.listener?.changed(at);
  }

  private syn({ seq, flags, id }: Segment, from: End, at: Moment): void {
    const half = this.halves[from];
    half.isn = seq;
    half.reassembly.begin(seq + 1);
    if (flags & ACK) {
      this.answered ??= at;
      this.opener ??= from === 0 ? 1 : 0;
      return;
    }
    this.opener ??= from;
    const isCopy = half.lastSyn !== null && (half.id === id ? at.ms - half.lastSyn.ms < COPY_MS : false);
    half.id = id;
    if (isCopy) return;
    half.syns += 1;
    half.firstSyn ??= at;
    half.lastSyn = at;
  }

  private reset(from: End, at: Moment): void {
    const isRefusal = !this.opened && !this.answered && this.opener !== null && from !== this.opener;
    if (isRefusal) this.refused ??= at;
    else this.ended ??= { ...at, by: from, how: 'reset' };
    this.listener?.changed(at);
  }

  private carry({ payload, length }: Segment, from: End, start: number, at: Moment): void {
    const half = this.halves[from];
    this.open(at);
    const end = (start + length) >>> 0;
    const fresh = after(end, half.top ?? start);
    half.bytes += Math.max(0, Math.min(fresh, length));
    if (fresh > 0) {
      half.top = end;
      this.progress = at;
    } else half.repeats += 1;
    if (this.listener) half.reassembly.push(start, payload, length, at);
  }

  private open(at: Moment): void {
    if (this.opened) return;
    this.opened = at;
    this.listener?.changed(at);
  }
}
