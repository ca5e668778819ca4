/** One packet as a file holds it. */
export interface Frame {
  /** Milliseconds since 1970; null where the file has no time for it. */
  readonly ms: number | null;
  /** LINKTYPE_ number of what the bytes begin with. */
  readonly link: number;
  /** What was captured; valid until the next bytes are read. */
  readonly data: Uint8Array;
}

/** A file format, read from its first byte on. */
export interface FileFormat {
  /**
   * Reads what stands at the beginning of the bytes. Returns how many bytes it used, also more than there are to skip
   * them; 0 to be asked again with more; null where this is no such file, or one that is damaged.
   */
  take(bytes: Uint8Array, onFrame: (frame: Frame) => void): number | null;
}

/** A packet that is longer is damage: no link carries one, and offloading stops at a quarter of it. Bytes. */
export const LONGEST_PACKET = 1 << 20;
