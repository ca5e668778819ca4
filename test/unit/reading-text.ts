import { readFirewallFile } from '../../core/firewall/formats/index.js';
import type { FirewallReading, PortRun, PortWitness } from '../../core/firewall/reading.js';

/** Reads a file that must be of a known kind. */
export function reading(path: string, text: string): FirewallReading {
  const found = readFirewallFile(path, text);
  if (!found) throw new Error(`${path} is not recognised`);
  return found;
}

/** One line per witness: `forward service ftp: 21 open, 2121>21 some (only from this machine), else rejected`. */
export function shown(path: string, text: string): readonly string[] {
  return reading(path, text).witnesses.map(witnessText);
}

export function witnessText({ role, name, runs, outerHost }: PortWitness): string {
  const named = runs.filter(({ at }) => at !== undefined).map(runText);
  const [rest] = runs.filter(({ at }) => at === undefined);
  const otherwise = rest ? [`else ${rest.status}${rest.why === undefined ? '' : ` (${rest.why})`}`] : [];
  return `${role} ${name}${outerHost === undefined ? '' : ` at ${outerHost}`}: ${[...named, ...otherwise].join(', ')}`;
}

function runText({ ports, innerLow, status, why }: PortRun): string {
  const range = (low: number, high: number): string => (low === high ? `${low}` : `${low}-${high}`);
  const inner = innerLow === undefined ? '' : `>${range(innerLow, innerLow + ports.high - ports.low)}`;
  return `${range(ports.low, ports.high)}${inner} ${status}${why === undefined ? '' : ` (${why})`}`;
}

/** What stands at each mention of ports. */
export function mentioned(path: string, text: string): readonly string[] {
  return reading(path, text).mentions.map(({ at, does }) => `${text.slice(at.start, at.end)} ${does}`);
}

/** What stands at each place that could not be read, and why. */
export function unread(path: string, text: string): readonly string[] {
  return reading(path, text).unread.map(({ at, why }) => `${text.slice(at.start, at.end)}: ${why}`);
}

/** Holds for any reading of any text: thrown where it does not. */
export function checkForm(
  text: string,
  { witnesses, mentions, unread: hidden, helpers }: FirewallReading,
): void {
  const inside = ({ start, end }: { start: number; end: number }): boolean =>
    Number.isInteger(start) && start >= 0 && start <= end && end <= text.length;
  if (witnesses.length > 200) throw new Error('more than 200 witnesses');
  for (const { at } of [...witnesses, ...mentions, ...hidden, ...helpers]) {
    if (!inside(at)) throw new Error(`a place outside of the text: ${JSON.stringify(at)}`);
  }
  for (const { name, runs, additions } of witnesses) {
    let next = 1;
    for (const { ports, at, innerLow } of runs) {
      if (ports.low !== next || ports.high < ports.low) throw new Error(`${name}: a gap before ${ports.low}`);
      if (at && !inside(at)) throw new Error(`${name}: a rule outside of the text`);
      if (innerLow !== undefined && innerLow < 1) throw new Error(`${name}: inner port ${innerLow}`);
      next = ports.high + 1;
    }
    if (next !== 65536) throw new Error(`${name}: ends at ${next - 1}`);
    for (const { offset } of additions ?? []) {
      if (!inside({ start: offset, end: offset }))
        throw new Error(`${name}: an addition outside of the text`);
    }
  }
}

/** The text with the ports added where the first witness takes them. */
export function withAdded(path: string, text: string, low: number, high: number): string {
  const [addition] = reading(path, text).witnesses[0]?.additions ?? [];
  if (!addition) throw new Error('takes no additions');
  const { separator, offset, each } = addition;
  const filled = (from: number, to: number): string =>
    addition.text
      .replaceAll('{ports}', from === to ? `${from}` : `${from}${separator}${to}`)
      .replaceAll('{low}', `${from}`)
      .replaceAll('{high}', `${to}`);
  const added = each
    ? Array.from({ length: high - low + 1 }, (_, i) => filled(low + i, low + i)).join('')
    : filled(low, high);
  return text.slice(0, offset) + added + text.slice(offset);
}
