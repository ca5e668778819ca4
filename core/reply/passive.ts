import { classOf, plainAddress, type AddressClass } from './address-class.js';
import type { Endpoint } from './endpoint.js';
import { findBare, findParenthesised, isOctet, readItems, type Tuple } from './tuple.js';
import type { Statement } from './statement.js';

/** What is read from a statement before it is judged. Offsets are those of the statement's text. */
export interface EndpointDraft extends Pick<
  Endpoint,
  'form' | 'host' | 'port' | 'octets' | 'arithmetic' | 'addressClass'
> {
  readonly start: number;
  readonly end: number;
  readonly masked?: boolean | undefined;
  readonly truncated?: boolean | undefined;
  readonly portOverflow?: boolean | undefined;
}

/** "Passive" in the languages that servers speak, and the names of the commands. */
const PASSIVE = /pas+i[vf]|pasv|lpsv|passief|被动|被動|受動|パッシブ|пассив|패시브/iu;

const UNREAD = { host: null, port: null, octets: [], arithmetic: null, addressClass: null } as const;

/** Six numbers as RFC 959 section 4.1.2 has them, in whatever wording and however damaged; null: no such reply. */
export function readPassive(statement: Statement): EndpointDraft | null {
  const { text, fresh } = statement;
  const worded = text.includes('assive') || PASSIVE.test(text);
  const separator = text.charAt(3);
  // `227-` starts a reply of several lines, `227:` is how one client prints it; both also number lines of code.
  if (!worded && (separator === '-' || separator === ':')) return null;
  const rest = text.slice(3);
  const shift = (draft: EndpointDraft | null): EndpointDraft | null =>
    draft && { ...draft, start: draft.start + 3, end: draft.end + 3 };
  const tuple = findParenthesised(rest) ?? findBare(rest, worded ? 5 : 6);
  if (tuple && believable(rest, tuple, worded, fresh)) return fromTuple(tuple, rest, 3);
  if (worded) return shift(readOddAddress(rest) ?? (fresh && !tuple ? readRemains(rest) : null));
  return fresh && /^ missing ip\.?$/i.test(rest)
    ? { form: 'unread', start: 4, end: text.length, truncated: true, ...UNREAD }
    : null;
}

/** Reply 228 of RFC 1639: family, address length, address, port length, port. */
export function readLong(statement: Statement): EndpointDraft | null {
  const tuple =
    findParenthesised(statement.text) ?? (PASSIVE.test(statement.text) ? findBare(statement.text, 9) : null);
  return tuple && longItems(tuple);
}

/** LPRT of RFC 1639. */
export function readLongCommand(text: string): EndpointDraft | null {
  const tuple = findBare(text, 9);
  return tuple && longItems(tuple);
}

function longItems(tuple: Tuple): EndpointDraft | null {
  const { items, start, end } = tuple;
  const size = items[1];
  if ((items[0] !== 4 || size !== 4) && (items[0] !== 6 || size !== 16)) return null;
  const address = items.slice(2, 2 + size);
  const portItems = items.slice(3 + size);
  if (items[2 + size] !== 2 || portItems.length !== 2 || !address.every(isOctet)) return null;
  const host = size === 4 ? address.join('.') : ipv6Of(address);
  return {
    form: 'long',
    start,
    end,
    host,
    addressClass: classOf(host),
    octets: items,
    ...portOf(portItems[0], portItems[1]),
  };
}

function ipv6Of(octets: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((octets[2 * i] ?? 0) * 256 + (octets[2 * i + 1] ?? 0)).toString(16),
  );
  return plainAddress(groups.join(':')) ?? groups.join(':');
}

/** Whether a list of numbers after a code is a reply's, and not an ordinary list in prose or code. */
function believable(rest: string, tuple: Tuple, worded: boolean, fresh: boolean): boolean {
  const before = rest.slice(0, tuple.start).trim();
  if (worded) return true;
  const after = rest.slice(tuple.end);
  if (!fresh || !/^[\s.'"`)\]*]*$/.test(after) || /[;{}<>"[\]]/.test(before)) return false;
  // A function call: the parenthesis touches a name.
  if (tuple.opened && /[\w$]/.test(rest.charAt(tuple.start - 1))) return false;
  if (!tuple.items.every((item) => item === null || isOctet(item))) return false;
  if (tuple.items.length === 2) return before === '' && tuple.opened && tuple.closed;
  if (tuple.items.length !== 6) return false;
  return tuple.opened || before === '' || before === '=';
}

/** Six numbers, two (the address left out), or as many as there are. `shift`: where `text` begins. */
export function fromTuple(tuple: Tuple, text: string, shift = 0): EndpointDraft {
  const { items, start, end, closed } = tuple;
  const isPortOnly = items.length === 2 && closed;
  const address = items.slice(0, 4);
  const host = items.length >= 6 && address.every(isOctet) ? address.join('.') : null;
  const { port, arithmetic, portOverflow } = isPortOnly
    ? portOf(items[0], items[1])
    : items.length >= 6
      ? portOf(items[4], items[5])
      : NO_PORT;
  const isCut =
    (items.length < 6 && !closed && text.slice(end).trim() === '') || (items.length <= 6 && tuple.cut);
  return {
    form: isPortOnly ? 'two-numbers' : items.length >= 6 ? 'six-numbers' : 'unread',
    start: start + shift,
    end: end + shift,
    host,
    port,
    octets: items,
    arithmetic,
    addressClass: isPortOnly ? null : host === null ? classOfPart(address) : classOf(host),
    masked: items.includes(null) || undefined,
    truncated: isPortOnly || isCut || undefined,
    portOverflow,
  };
}

type PortPart = Pick<EndpointDraft, 'port' | 'arithmetic' | 'portOverflow'>;
const NO_PORT: PortPart = { port: null, arithmetic: null };

function portOf(high: number | null | undefined, low: number | null | undefined): PortPart {
  if (typeof high !== 'number' || typeof low !== 'number') return { port: null, arithmetic: null };
  const signed = (value: number): string => (value < 0 ? `(−${-value})` : String(value));
  const arithmetic = `${signed(high)} × 256 + ${signed(low)}`;
  if (!isOctet(high) || !isOctet(low)) return { port: null, arithmetic, portOverflow: true };
  return { port: high * 256 + low, arithmetic };
}

/** The class of a masked address, where the numbers that are left decide it. */
function classOfPart(address: readonly (number | null)[]): AddressClass | null {
  const [a, b] = address;
  const rest = address.slice(2);
  if (!isOctet(a) || !rest.every((item) => item === null || isOctet(item))) return null;
  if (a === 10 || a === 127) return classOf(`${a}.0.0.1`);
  if (!isOctet(b)) return null;
  const of = classOf(`${a}.${b}.0.1`);
  return of === 'private' || of === 'link-local' || of === 'shared' ? of : null;
}

/** Addresses in a form that RFC 959 does not know: IPv6, EPSV's fields. */
function readOddAddress(rest: string): EndpointDraft | null {
  const open = rest.indexOf('(');
  const close = rest.indexOf(')', open);
  if (open < 0 || close < 0) return null;
  const inner = rest.slice(open + 1, close);
  const place = { start: open, end: close + 1 };
  const colons = /^\s*([0-9a-f:.]{2,45}),\s{0,3}(-?\d{1,9}),\s{0,3}(-?\d{1,9})\s*$/i.exec(inner);
  const host = colons?.[1]?.includes(':') ? plainAddress(colons[1]) : null;
  if (colons && host !== null) {
    const port = [Number(colons[2]), Number(colons[3])] as const;
    return { ...place, form: 'colons', host, addressClass: classOf(host), octets: port, ...portOf(...port) };
  }
  const fields = /^([|!])\d?\1([0-9a-f:.]{0,45})\1(\d{1,9})\1$/i.exec(inner);
  if (!fields) return null;
  const address = plainAddress(fields[2] ?? '');
  const port = Number(fields[3]);
  const portPart = port > 65535 ? { port: null, portOverflow: true } : { port };
  return {
    ...place,
    ...UNREAD,
    form: 'delimited',
    host: address,
    addressClass: classOf(address ?? ''),
    ...portPart,
  };
}

/** A passive reply whose numbers are missing, or a word stands for all of them. */
function readRemains(rest: string): EndpointDraft | null {
  const open = rest.indexOf('(');
  const start = open < 0 ? rest.length - rest.trimStart().length : open;
  const place = { form: 'unread', start, end: rest.length, ...UNREAD } as const;
  const inner = open < 0 ? '' : rest.slice(open + 1).replace(/\)\.?$/, '');
  // Placeholders of a manual, and sentences that merely quote the wording.
  if (readsLikeManual(inner) || /^[\s:-]*[^\s:-].*[.!?] +\p{L}/u.test(rest)) return null;
  if (open < 0)
    return /^[ \t]\D{0,60}$/.test(rest) && /(?:mode|passiv|pasiv|пассив|被动|\w)\.?$/iu.test(rest)
      ? { ...place, truncated: true }
      : null;
  if (inner.trim() === '') return { ...place, truncated: true };
  if (!rest.includes(')', open)) return { ...place, truncated: true, octets: readItems(inner)?.items ?? [] };
  return /\d/.test(inner) ? place : { ...place, masked: true };
}

function readsLikeManual(inner: string): boolean {
  return /\b(?:h[1-4]|p[12]|hi|pi|port)\b/i.test(inner);
}
