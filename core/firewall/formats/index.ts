import type { FirewallFileKind, FirewallReading, Packet } from '../reading.js';
import type { FormatReader } from './format.js';
import { READERS } from './readers.js';
import { ALONE, type Beside } from './support/beside.js';

/** Which kind of firewall, NAT or container file it is; null for any other. */
export function firewallKindOf(path: string, text: string): FirewallFileKind | null {
  return readerOf(path, text)?.kind ?? null;
}

/** What the file says about TCP ports; null where it is no file of these kinds. Never throws. */
export function readFirewallFile(
  path: string,
  text: string,
  packet: Packet = {},
  beside: Beside = ALONE,
): FirewallReading | null {
  const reader = readerOf(path, text);
  if (!reader) return null;
  const own = text.length - (beside.override?.text.length ?? 0);
  if (own > (reader.longest ?? Infinity))
    return notRead(reader.kind, `it has more than ${(reader.longest ?? 0).toLocaleString('en')} characters`);
  const content = reader.keepsMark ? text : withoutMark(text);
  try {
    return { kind: reader.kind, ...reader.read(content, packet, path, beside) };
  } catch {
    // One file that exhausts its reader must not take the findings of the others.
    return notRead(reader.kind, 'it is too deep or too long');
  }
}

function notRead(kind: FirewallFileKind, why: string): FirewallReading {
  return {
    kind,
    witnesses: [],
    helpers: [],
    mentions: [],
    unread: [{ at: { start: 0, end: 1 }, why }],
    notRead: why,
  };
}

function readerOf(path: string, text: string): FormatReader | undefined {
  const slashed = path.replaceAll('\\', '/');
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  return READERS.find((reader) => reader.recognises(slashed, content));
}

const BYTE_ORDER_MARK = '\ufeff';

/** An empty line for the mark that some editors put first, so that every offset stays. */
function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? `\n${text.slice(1)}` : text;
}
