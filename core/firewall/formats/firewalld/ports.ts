import type { PortRange } from '../../reading.js';
import { decimalPort } from '../support/port-words.js';

/** `40000-40100`, `21`, `ftp`; the order of the two does not matter to firewalld. Null where it is neither. */
export function firewalldPorts(text: string): PortRange | null {
  const whole = decimalPort(text);
  if (whole !== null) return { low: whole, high: whole };
  const cut = text.indexOf('-');
  if (cut < 0) return null;
  const first = decimalPort(text.slice(0, cut));
  const last = decimalPort(text.slice(cut + 1));
  if (first === null || last === null) return null;
  return { low: Math.min(first, last), high: Math.max(first, last) };
}
