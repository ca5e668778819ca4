import { BIG, LITTLE, type ByteOrder } from '../bytes.js';
import { LONGEST_PACKET, type FileFormat, type Frame } from './frame.js';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const PACKET = 6;
/** A line of the system's journal: Wireshark counts it as a packet. */
const JOURNAL = 9;
const READ: ReadonlySet<number> = new Set([SECTION, INTERFACE, OLD_PACKET, SIMPLE_PACKET, PACKET]);

/** Interfaces of one section that are kept. */
const MOST_INTERFACES = 4096;
const NO_DATA = new Uint8Array(0);

interface Interface {
  readonly link: number;
  readonly snaplen: number;
  /** Milliseconds of one unit of time, and what to add. */
  readonly unit: number;
  readonly offset: number;
}

/** The format of Wireshark and dumpcap: blocks in sections, each with separate interfaces and times. */
export class Pcapng implements FileFormat {
  private order: ByteOrder = LITTLE;
  private interfaces: Interface[] = [];
  private isBegun = false;

  static recognises(bytes: Uint8Array): boolean {
    return LITTLE.u32(bytes, 0) === SECTION;
  }

  take(bytes: Uint8Array, onFrame: (frame: Frame) => void): number | null {
    if (bytes.length < 12) return 0;
    const isSection = LITTLE.u32(bytes, 0) === SECTION;
    if (!isSection && !this.isBegun) return null;
    if (isSection && !this.section(bytes)) return null;
    const type = this.order.u32(bytes, 0);
    const length = this.order.u32(bytes, 4);
    if (length < 12 || length % 4 !== 0) return null;
    if (!READ.has(type)) {
      if (type === JOURNAL) onFrame({ ms: null, link: -1, data: NO_DATA });
      return length;
    }
    if (length > LONGEST_PACKET + 4096) return null;
    if (bytes.length < length) return 0;
    this.block(type, bytes.subarray(0, length), onFrame);
    return length;
  }

  /** A section may be written in another byte order, and forgets the interfaces before it. */
  private section(bytes: Uint8Array): boolean {
    const order = [BIG, LITTLE].find((one) => one.u32(bytes, 8) === 0x1a2b3c4d);
    if (!order) return false;
    this.order = order;
    this.interfaces = [];
    this.isBegun = true;
    return true;
  }

  private block(type: number, block: Uint8Array, onFrame: (frame: Frame) => void): void {
    const { u16, u32 } = this.order;
    if (type === INTERFACE && block.length >= 20 && this.interfaces.length < MOST_INTERFACES)
      this.interfaces.push(this.interface(block));
    if (type === SIMPLE_PACKET && block.length >= 16) {
      const { link = -1, snaplen = 0 } = this.interfaces[0] ?? {};
      const most = snaplen > 0 ? Math.min(snaplen, block.length - 16) : block.length - 16;
      onFrame({ ms: null, link, data: block.subarray(12, 12 + Math.min(u32(block, 8), most)) });
    }
    if ((type !== PACKET && type !== OLD_PACKET) || block.length < 32) return;
    const of = this.interfaces[type === PACKET ? u32(block, 8) : u16(block, 8)];
    const time = u32(block, 12) * 2 ** 32 + u32(block, 16);
    const length = Math.min(u32(block, 20), block.length - 32);
    const ms = of ? time * of.unit + of.offset : null;
    onFrame({ ms, link: of?.link ?? -1, data: block.subarray(28, 28 + length) });
  }

  private interface(block: Uint8Array): Interface {
    const { u16, u32 } = this.order;
    let unit = 1e-3;
    let offset = 0;
    for (let at = 16; at + 4 <= block.length - 4;) {
      const code = u16(block, at);
      const length = u16(block, at + 2);
      const resolution = block[at + 4] ?? 6;
      if (code === 0) break;
      if (code === 9 && length === 1)
        unit = 1000 * (resolution & 0x80 ? 2 ** -(resolution & 0x7f) : 10 ** -resolution);
      if (code === 14 && length === 8) {
        const [high, low] = this.order === BIG ? [at + 4, at + 8] : [at + 8, at + 4];
        offset = ((u32(block, high) | 0) * 2 ** 32 + u32(block, low)) * 1000;
      }
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
    return { link: u16(block, 8), snaplen: u32(block, 12), unit, offset };
  }
}
