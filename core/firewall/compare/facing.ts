import { countOf, listed, overlap, sizeOf, span } from '../ports/port-spans.js';
import { innerPorts, rankOf } from '../ports/port-runs.js';
import type { FirewallReading, PortRun, PortRange, PortWitness, TextSpan } from '../reading.js';
import { traitsOf } from '../formats/kinds.js';
import { placeIn } from '../placed.js';
import type { ServicePorts } from '../service.js';

/** A firewall, NAT or container file, as the user names it and as it was read. */
export interface ComparedFile {
  readonly path: string;
  readonly text: string;
  readonly reading: FirewallReading;
}

/** A witness that stands between this FTP service and its clients. */
export interface Facing {
  readonly file: ComparedFile;
  readonly witness: PortWitness;
}

/** For messages: `rules.v4:12`, the line counted from 1. */
export function placeName(file: ComparedFile, at: TextSpan): string {
  const { part, at: own } = placeIn(file, at);
  const { path, text } = part;
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  let line = 1;
  for (let found = text.indexOf('\n'); found >= 0 && found < own.start; found = text.indexOf('\n', found + 1))
    line++;
  return `${name}:${line}`;
}

/** The best way that leads to a port of the server; null where none does. */
export function wayTo(witness: PortWitness, port: number): PortRun | null {
  const wanted = { low: port, high: port };
  let best: PortRun | null = null;
  for (const run of witness.runs) {
    if (!overlap(innerPorts(run), wanted)) continue;
    if (!best || rankOf(run.status) < rankOf(best.status)) best = run;
  }
  return best;
}

/** Beyond this a passive range holds other programs' ports too, and tells nothing about whom a rule is for. */
export const TELLING_RANGE = 5000;
/** A rule for fewer passive ports than this is not for FTP in particular. */
export const TELLING_PORTS = 10;

/** What a script starts; several of them add up. */
export const CONTAINER = /^(?:container|service|pod)(?: |$)/;

/** `published` where containers do it, else `forwarded` or `let through`. */
export function passedWord({ file, witness }: Facing): 'named' | 'let through' | 'published' | 'forwarded' {
  if (witness.role === 'declare') return 'named';
  if (witness.role !== 'forward') return 'let through';
  const publishes = traitsOf(file.reading).publishes === true || CONTAINER.test(witness.name);
  return publishes ? 'published' : 'forwarded';
}

/** `the control port 21`, `the implicit TLS port 990`. */
export function controlName({ control, implicitTls }: ServicePorts): string {
  return implicitTls ? `the implicit TLS port ${control}` : `the control port ${control}`;
}

/** `passive range 3001-3300`, or `passive port 3001`. */
export function rangeName(passive: PortRange): string {
  return sizeOf(passive) === 1 ? `passive port ${passive.low}` : `passive range ${span(passive)}`;
}

/** `3101-3300 of the passive range 3001-3300`, or the whole of it. */
export function partOf(passive: PortRange, ports: readonly PortRange[]): string {
  const of = `the ${rangeName(passive)}`;
  return isWhole(passive, ports) ? of : `${listed(ports)} of ${of}`;
}

/** The verb that goes with `partOf`. */
export function isOrAre(passive: PortRange, ports: readonly PortRange[]): string {
  return isWhole(passive, ports) || countOf(ports) === 1 ? 'is' : 'are';
}

/** How readers of container files put it. */
export const LOOPBACK = 'only from this machine';

export function isWhole(passive: PortRange, ports: readonly PortRange[]): boolean {
  return countOf(ports) === sizeOf(passive);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
