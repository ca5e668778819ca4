import { mismatchAt, type PortMismatch } from './mismatch.js';
import type { PortRun } from '../reading.js';
import type { ServicePorts } from '../service.js';
import { isForwarded, isShut } from '../ports/port-runs.js';
import { capital, controlName, LOOPBACK, passedWord, placeName, wayTo, type Facing } from './facing.js';
import { controlFixes } from './fixes.js';

/** Whether clients reach the port that vsftpd listens on. */
export function compareControl(service: ServicePorts, facing: Facing): readonly PortMismatch[] {
  if (service.controlElsewhere) return [];
  const way = wayTo(facing.witness, service.control);
  if (way?.status === 'some') return loopbackOnly(service, facing, way);
  if (way && !isShut(way.status)) return [];
  const { file, witness } = facing;
  const forward = witness.role === 'forward';
  const id =
    forward && way && isForwarded(way)
      ? 'forward-not-accepted'
      : forward
        ? 'forward-missing'
        : 'firewall-control-missing';
  const at = way?.at ?? witness.at;
  const port = controlName(service);
  const fault =
    id === 'forward-not-accepted' ? 'translated and then not accepted' : `not ${passedWord(facing)}`;
  return [
    mismatchAt(id, file, at, {
      message: `${capital(port)} is ${fault} by ${placeName(file, at)}.`,
      messageThere: `vsftpd.conf has ${port}, which is ${fault} here.`,
      settings: ['listen_port'],
      ports: [{ low: service.control, high: service.control }],
      fixes: controlFixes(service, facing),
    }),
  ];
}

function loopbackOnly(
  service: ServicePorts,
  { file, witness }: Facing,
  { at = witness.at, why, ports }: PortRun,
): readonly PortMismatch[] {
  if (why !== LOOPBACK) return [];
  return [
    mismatchAt('forward-loopback', file, at, {
      message: `${capital(controlName(service))} is published for this machine only, by ${placeName(file, at)}.`,
      messageThere: `${capital(controlName(service))} of vsftpd.conf is reached from this machine only.`,
      settings: ['listen_port'],
      ports: [ports],
    }),
  ];
}
