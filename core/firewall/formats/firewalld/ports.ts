import { isPort } from '../../ports/port-spans.js';
import type { PortRange } from '../../reading.js';
import { readPort } from '../support/port-words.js';

/** `40000-40100`, `21`, `ftp`; the order of the two does not matter to firewalld. Null where it is neither. */
export function firewalldPorts(text: string): PortRange | null {
  const whole = portNumber(text);
  if (whole !== null) return { low: whole, high: whole };
  const cut = text.indexOf('-');
  if (cut < 0) return null;
  const first = portNumber(text.slice(0, cut));
  const last = portNumber(text.slice(cut + 1));
  if (first === null || last === null) return null;
  return { low: Math.min(first, last), high: Math.max(first, last) };
}

function portNumber(text: string): number | null {
  // Decimal only, unlike elsewhere.
  const port = /^\d{1,10}$/.test(text) ? Number(text) : /^\d/.test(text) ? null : readPort(text);
  return port !== null && isPort(port) ? port : null;
}
