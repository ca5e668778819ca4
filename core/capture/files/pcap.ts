import { BIG, LITTLE, type ByteOrder } from '../bytes.js';
import { LONGEST_PACKET, type FileFormat, type Frame } from './frame.js';

const HEADER = 24;
const RECORD = 16;

interface PcapKind {
  readonly order: ByteOrder;
  /** Milliseconds of the unit that fractions of a second are counted in. */
  readonly unit: number;
}

function kindOf(bytes: Uint8Array): PcapKind | null {
  for (const order of [BIG, LITTLE]) {
    const magic = order.u32(bytes, 0);
    if (magic === 0xa1b2c3d4) return { order, unit: 1e-3 };
    if (magic === 0xa1b23c4d) return { order, unit: 1e-6 };
  }
  return null;
}

/** The classic format of tcpdump, in both byte orders, with microseconds or nanoseconds. */
export class Pcap implements FileFormat {
  private kind: PcapKind | null = null;
  private link = -1;

  static recognises(bytes: Uint8Array): boolean {
    return kindOf(bytes) !== null;
  }

  take(bytes: Uint8Array, onFrame: (frame: Frame) => void): number | null {
    if (!this.kind) return this.begin(bytes);
    if (bytes.length < RECORD) return 0;
    const { order, unit } = this.kind;
    const length = order.u32(bytes, 8);
    if (length > LONGEST_PACKET) return null;
    const end = RECORD + length;
    if (bytes.length < end) return 0;
    const ms = order.u32(bytes, 0) * 1000 + order.u32(bytes, 4) * unit;
    onFrame({ ms, link: this.link, data: bytes.subarray(RECORD, end) });
    return end;
  }

  private begin(bytes: Uint8Array): number | null {
    if (bytes.length < HEADER) return 0;
    this.kind = kindOf(bytes);
    if (!this.kind) return null;
    this.link = this.kind.order.u32(bytes, 20) & 0xffff;
    return HEADER;
  }
}
