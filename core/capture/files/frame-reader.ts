import type { FileFormat, Frame } from './frame.js';
import { Pcap } from './pcap.js';
import { Pcapng } from './pcapng.js';

/** Whether a file that begins with these bytes (four are enough) is a packet capture. */
export function isCapture(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && (Pcap.recognises(bytes) || Pcapng.recognises(bytes));
}

/** Cuts a file that comes in pieces of any size into packets. Keeps less than one packet. */
export class FrameReader {
  private format: FileFormat | null = null;
  private buffer = new Uint8Array(1 << 16);
  private start = 0;
  private end = 0;
  private skip = 0;
  /** What follows cannot be read. */
  isDamaged = false;

  constructor(private readonly onFrame: (frame: Frame) => void) {}

  push(chunk: Uint8Array): void {
    const skipped = Math.min(this.skip, chunk.length);
    this.skip -= skipped;
    if (this.isDamaged || skipped === chunk.length) return;
    this.keep(chunk.subarray(skipped));
    while (this.step());
  }

  /** The last packet is not there as a whole. */
  get isCut(): boolean {
    return this.end > this.start || this.skip > 0;
  }

  private step(): boolean {
    const bytes = this.buffer.subarray(this.start, this.end);
    if (!this.format) {
      if (bytes.length < 4) return false;
      this.format = Pcapng.recognises(bytes) ? new Pcapng() : new Pcap();
    }
    const used = this.format.take(bytes, this.onFrame);
    if (used === null) this.isDamaged = true;
    if (used === null || used === 0) return false;
    this.start += Math.min(used, bytes.length);
    this.skip = Math.max(0, used - bytes.length);
    return this.start < this.end;
  }

  private keep(chunk: Uint8Array): void {
    const length = this.end - this.start;
    if (this.end + chunk.length > this.buffer.length) {
      const needed = length + chunk.length;
      const next = needed > this.buffer.length ? new Uint8Array(2 * needed) : this.buffer;
      next.set(this.buffer.subarray(this.start, this.end));
      this.buffer = next;
      this.start = 0;
      this.end = length;
    }
    this.buffer.set(chunk, this.end);
    this.end += chunk.length;
  }
}
