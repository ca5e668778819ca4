import { contains, joined, listed, overlap, sizeOf, span, without } from '../ports/port-spans.js';
import type { PortMention, PortRange } from '../reading.js';
import type { ServicePorts } from '../service.js';

/** For hovers: which part of the FTP service a port line of a firewall file serves. Sentences without a full stop. */
export function describeMention(service: ServicePorts, mention: PortMention): string {
  if (mention.does === 'watches') return watched(service, mention.ports);
  const inner = mention.inner ?? mention.ports;
  const parts = [
    ...controlPart(service, mention, inner),
    ...passivePart(service, mention, inner),
    ...activePart(service, mention),
  ];
  return parts.length > 0 ? parts.join('; ') : 'nothing that vsftpd uses';
}

function watched({ control, tls }: ServicePorts, ports: PortRange): string {
  if (!overlap(ports, { low: control, high: control }))
    return `the FTP helper: vsftpd’s control port is ${control}, which it does not watch`;
  return tls
    ? 'the FTP helper for the control port: it follows sessions in clear, not those under TLS'
    : 'the FTP helper for the control port';
}

function controlPart(
  { control, implicitTls, controlElsewhere }: ServicePorts,
  { ports, does }: PortMention,
  inner: PortRange,
): readonly string[] {
  if (controlElsewhere || !overlap(inner, { low: control, high: control })) return [];
  const outer = ports.low + control - inner.low;
  const name = `${implicitTls ? 'control port (implicit TLS)' : 'control port'} ${control}`;
  const shown = outer === control ? name : `${name}, which clients reach as port ${outer}`;
  return [does === 'drops' || does === 'rejects' ? `${shown}: shut here` : shown];
}

function passivePart(
  { passive }: ServicePorts,
  { ports, does }: PortMention,
  inner: PortRange,
): readonly string[] {
  const part = passive && overlap(inner, passive);
  if (!part) return [];
  const of = `passive range ${span(passive)} of vsftpd.conf`;
  if (inner.low !== ports.low)
    return [
      `${of}, under other numbers: clients are told ${span(part)}, which are ${span(movedBy(part, ports.low - inner.low))} here`,
    ];
  const all = sizeOf(passive);
  if (does === 'drops' || does === 'rejects') return [`${of}: ${sizeOf(part)} of ${all} ports, shut here`];
  if (contains(inner, passive)) return [`${of}: ${all === 1 ? 'its one port' : `all ${all} ports`}`];
  const missing = joined(without(passive, [inner]));
  return [`${of}: ${sizeOf(part)} of ${all} ports, not ${listed(missing)}`];
}

function movedBy({ low, high }: PortRange, by: number): PortRange {
  return { low: low + by, high: high + by };
}

function activePart({ active }: ServicePorts, { ports, does }: PortMention): readonly string[] {
  if (typeof active !== 'number' || does === 'drops' || does === 'rejects') return [];
  // One port of thousands is not there for active mode.
  if (sizeOf(ports) > 10 || !overlap(ports, { low: active, high: active })) return [];
  return [`port ${active}: the source port of active mode; for incoming connections it is not needed`];
}
