import { addressFamily, plainAddress } from './address-class.js';

/** An endpoint in each form the protocol has for it. */
export interface Encoded {
  /** IPv4 only: RFC 959 has no room for an IPv6 address. */
  readonly pasvReply: string | null;
  /** As vsftpd words it. It carries no address. */
  readonly epsvReply: string;
  /** IPv4 only. */
  readonly portCommand: string | null;
  readonly eprtCommand: string;
  /** `15 × 256 + 128`. */
  readonly arithmetic: string;
}

export type EncodeResult =
  { readonly ok: true; readonly encoded: Encoded } | { readonly ok: false; readonly error: string };

/** Writes a numeric address and a port from 1 to 65535 as 227, 229, PORT and EPRT. */
export function encodeEndpoint(address: string, port: number | string): EncodeResult {
  const number = typeof port === 'number' ? port : /^\s*\d{1,5}\s*$/.test(port) ? Number(port) : NaN;
  if (!Number.isInteger(number) || number < 1 || number > 65535) {
    return { ok: false, error: 'The port must be a whole number from 1 to 65535.' };
  }
  const host = plainAddress(address.trim());
  if (host === null) {
    return { ok: false, error: 'The address must be numeric, for example 192.0.2.5 or 2001:db8::5.' };
  }
  const high = Math.floor(number / 256);
  const low = number % 256;
  const family = addressFamily(host);
  const six = family === 4 ? [...host.split('.'), high, low].join(',') : null;
  return {
    ok: true,
    encoded: {
      pasvReply: six === null ? null : `227 Entering Passive Mode (${six}).`,
      epsvReply: `229 Entering Extended Passive Mode (|||${number}|)`,
      portCommand: six === null ? null : `PORT ${six}`,
      eprtCommand: `EPRT |${family === 4 ? 1 : 2}|${host}|${number}|`,
      arithmetic: `${high} × 256 + ${low}`,
    },
  };
}

/** Reads `192.0.2.5:3968`, `192.0.2.5 3968`, `[2001:db8::5]:3968` and `2001:db8::5 3968`. Null: neither. */
export function parseEndpoint(text: string): { readonly address: string; readonly port: string } | null {
  const found = /^\s*(?:\[([0-9a-f:.%]{2,60})\]|([0-9a-f.:]{2,60}?))(?:\s+|\s*[:,]\s*)(\d{1,6})\s*$/i.exec(
    text.slice(0, 200),
  );
  const address = found?.[1] ?? found?.[2];
  return found && address !== undefined ? { address, port: found[3] ?? '' } : null;
}
