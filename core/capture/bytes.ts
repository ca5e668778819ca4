/** Numbers in bytes; the caller has made sure that they are there. */
export function be16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function be32(bytes: Uint8Array, at: number): number {
  return be16(bytes, at) * 65536 + be16(bytes, at + 2);
}

export function le16(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0);
}

export function le32(bytes: Uint8Array, at: number): number {
  return le16(bytes, at + 2) * 65536 + le16(bytes, at);
}

/** How a file writes its numbers. */
export interface ByteOrder {
  readonly u16: (bytes: Uint8Array, at: number) => number;
  readonly u32: (bytes: Uint8Array, at: number) => number;
}

export const BIG: ByteOrder = { u16: be16, u32: be32 };
export const LITTLE: ByteOrder = { u16: le16, u32: le32 };

/** Bytes as text, one character each. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096)
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

/** The same text where the bytes were UTF-8. */
export function unicode(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text;
  try {
    return decodeURIComponent(
      text.replace(/[%\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return text;
  }
}
