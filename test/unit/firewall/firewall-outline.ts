import type { FirewallReading, PortRun, PortWitness, TextSpan } from '../../../core/firewall/reading.js';

type Findings = Omit<FirewallReading, 'kind'>;

/** `1-20 dropped, 21 open 10.0.0.5:2121, 22 some (from 10.0.0.0/8)` */
export function outline({ runs }: PortWitness): string {
  return runs.map(inWords).join(', ');
}

function inWords({ ports: { low, high }, status, innerLow, innerHost, gathered, why }: PortRun): string {
  const inner = innerLow === undefined ? '' : `:${innerLow}${gathered === true ? ' for all' : ''}`;
  const where = innerHost === undefined && inner === '' ? '' : ` ${innerHost ?? 'here'}${inner}`;
  const reason = why === undefined ? '' : ` (${why})`;
  return `${low === high ? `${low}` : `${low}-${high}`} ${status}${where}${reason}`;
}

/** Of the first witness with this role. */
export function witness({ witnesses }: Findings, role: PortWitness['role'], name?: string): PortWitness {
  const found = witnesses.find((each) => each.role === role && (name === undefined || each.name === name));
  if (!found)
    throw new Error(`No ${role}: ${witnesses.map((each) => `${each.role} ${each.name}`).join(', ')}`);
  return found;
}

/** The port's run in few words, with the text it points at. */
export function at(text: string, { runs }: PortWitness, port: number): string {
  const run = runs.find(({ ports }) => ports.low <= port && port <= ports.high);
  return run ? `${run.status}: ${cutOut(text, run.at)}` : 'none';
}

export function cutOut(text: string, span: TextSpan | undefined): string {
  return span ? text.slice(span.start, span.end) : '-';
}

/** The text with the additions of a witness put in for some ports. */
export function withAdditions(text: string, { additions }: PortWitness, low: number, high: number): string {
  let changed = text;
  for (const { offset, text: rule, separator } of [...(additions ?? [])].sort(
    (a, b) => b.offset - a.offset,
  )) {
    const ports = low === high ? `${low}` : `${low}${separator}${high}`;
    changed = changed.slice(0, offset) + rule.replaceAll('{ports}', ports) + changed.slice(offset);
  }
  return changed;
}
