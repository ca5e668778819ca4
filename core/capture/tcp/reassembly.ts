/** Where in a capture something was seen. */
export interface Moment {
  /** Number of the packet, from 1 as Wireshark counts. */
  readonly packet: number;
  /** Milliseconds since 1970; NaN where the file has no times. */
  readonly ms: number;
}

interface Ahead {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly at: Moment;
}

/** Takes what one end sent, in the order of its sequence numbers. */
export interface Receiver {
  data(bytes: Uint8Array, at: Moment): void;
  /** Bytes that the capture does not hold; what comes next follows them. */
  lost(): void;
}

/** Bytes and pieces that wait for one that is missing. */
const MOST_AHEAD_BYTES = 1 << 18;
const MOST_AHEAD = 256;

/** How far one sequence number is after another: they wrap at 2^32 (RFC 9293 section 3.4). */
export function after(seq: number, other: number): number {
  return (seq - other) | 0;
}

/** Puts what one end sends in order: repeats are dropped, overlaps cut, what is missing waited for. */
export class Reassembly {
  private next: number | null = null;
  private ahead: Ahead[] = [];
  private aheadBytes = 0;

  constructor(private readonly receiver: Receiver) {}

  /** The first byte will have this number. */
  begin(seq: number): void {
    this.next = seq >>> 0;
  }

  /** @param length bytes on the wire, of which the capture may hold fewer */
  push(seq: number, bytes: Uint8Array, length: number, at: Moment): void {
    this.next ??= seq;
    const distance = after(seq, this.next);
    if (distance > 0) {
      this.wait({ seq, bytes: bytes.slice(), at });
      return;
    }
    this.take(seq, bytes, at);
    this.move(seq + length);
    this.release();
  }

  /** The other end has all before this number: what of it is missing here will not come any more. */
  acknowledged(ack: number): void {
    const [first] = this.ahead;
    if (first && after(ack, first.seq) > 0) this.jump(first);
  }

  /** Hands over what is still waiting. */
  end(): void {
    for (let first = this.ahead[0]; first; first = this.ahead[0]) this.jump(first);
  }

  private wait(piece: Ahead): void {
    let place = this.ahead.length;
    for (let before = this.ahead[place - 1]; before && after(before.seq, piece.seq) > 0;)
      before = this.ahead[--place - 1];
    this.ahead.splice(place, 0, piece);
    this.aheadBytes += piece.bytes.length;
    const [first] = this.ahead;
    if (first && (this.aheadBytes > MOST_AHEAD_BYTES || this.ahead.length > MOST_AHEAD)) this.jump(first);
  }

  private jump(to: Ahead): void {
    this.move(to.seq);
    this.release();
  }

  private release(): void {
    for (let first = this.ahead[0]; first && after(first.seq, this.next ?? 0) <= 0; first = this.ahead[0]) {
      this.ahead.shift();
      this.aheadBytes -= first.bytes.length;
      this.take(first.seq, first.bytes, first.at);
    }
  }

  /** The part that is new. */
  private take(seq: number, bytes: Uint8Array, at: Moment): void {
    const known = -after(seq, this.next ?? seq);
    if (known >= bytes.length) return;
    this.next = (seq + bytes.length) >>> 0;
    this.receiver.data(bytes.subarray(known), at);
  }

  /** To that number, if it is not there yet: the bytes before it are lost. */
  private move(seq: number): void {
    if (after(seq, this.next ?? seq) <= 0) return;
    this.next = seq >>> 0;
    this.receiver.lost();
  }
}
