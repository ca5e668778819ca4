import type { End } from '../tcp/flow.js';

/** Alerts that end a handshake (RFC 8446 section 6.2). */
const ALERTS: Readonly<Record<number, string>> = {
  40: 'handshake_failure',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  48: 'unknown_ca',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  112: 'unrecognized_name',
  116: 'certificate_required',
};

/** Whether bytes begin a record of TLS. */
export function isTlsRecord(bytes: Uint8Array): boolean {
  const [type = 0, major = 0, minor = 0] = bytes;
  return type >= 20 && type <= 23 && major === 3 && minor <= 4;
}

/** The records of one connection: their kinds and the alerts of a handshake are all that can be read. */
export class TlsRecords {
  /** Records with encrypted contents, by sender. */
  readonly encrypted: [number, number] = [0, 0];
  alert: { readonly from: End; readonly words: string } | null = null;
  private readonly heads: [number[], number[]] = [[], []];
  private readonly left: [number, number] = [0, 0];
  private readonly isLost: [boolean, boolean] = [false, false];

  push(from: End, bytes: Uint8Array): void {
    const head = this.heads[from];
    for (let at = 0; at < bytes.length && !this.isLost[from];) {
      if (this.left[from] > 0) {
        const used = Math.min(this.left[from], bytes.length - at);
        this.left[from] -= used;
        at += used;
        continue;
      }
      head.push(bytes[at] ?? 0);
      at += 1;
      if (head.length === 5) this.record(from, head, bytes.subarray(at));
    }
  }

  lost(from: End): void {
    this.isLost[from] = true;
  }

  private record(from: End, head: number[], body: Uint8Array): void {
    const [type = 0, , , high = 0, low = 0] = head;
    const length = high * 256 + low;
    head.length = 0;
    this.left[from] = length;
    if (type < 20 || type > 24) this.isLost[from] = true;
    if (type === 23) this.encrypted[from] += 1;
    const [level, code = 0] = body;
    if (type === 21 && length === 2 && level === 2 && body.length >= 2)
      this.alert ??= { from, words: `alert ${code} (${ALERTS[code] ?? 'other'})` };
  }
}
