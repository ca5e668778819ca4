import { mismatchAt, type PortMismatch } from './mismatch.js';
import { traitsOf } from '../formats/kinds.js';
import { joined, overlap, without } from '../ports/port-spans.js';
import type { ServicePorts } from '../service.js';
import { capital, controlName, isOrAre, partOf, placeName, type Facing } from './facing.js';
import { addition, rangeFixes } from './fixes.js';
import { settingsFor } from './passive.js';

/** What an image exposes, or what a service or an application profile stands for: all of it, or a part. */
export function compareDeclared(service: ServicePorts, facing: Facing): readonly PortMismatch[] {
  const { file, witness } = facing;
  const named = joined(witness.runs.flatMap(({ ports, status }) => (status === 'open' ? [ports] : [])));
  if (witness.runs.some(({ status }) => status === 'unknown')) return [];
  const { control, passive } = service;
  const missing = passive ? without(passive, named) : [];
  const hasControl =
    service.controlElsewhere === true ||
    named.some((ports) => overlap(ports, { low: control, high: control }));
  const isImage = traitsOf(file.reading).onlyDeclares === true;
  const hasPassive = passive !== null && named.some((ports) => overlap(ports, passive));
  // A service for the control port alone is an ordinary one; the range may stand in the zone or in a rule.
  if (missing.length === 0 ? hasControl : !isImage && !hasPassive) return [];
  const parts = [
    ...(hasControl ? [] : [controlName(service)]),
    ...(passive && missing.length > 0 ? [partOf(passive, missing)] : []),
  ];
  const id = isImage
    ? 'expose-incomplete'
    : missing.length > 0
      ? 'firewall-range-missing'
      : 'firewall-control-missing';
  const rules = witness.runs.filter((run) => run.at);
  const rule = rules.find(({ ports }) => passive && overlap(ports, passive)) ?? rules[0];
  const at = rule?.at ?? witness.at;
  const lacking = [...(hasControl ? [] : [{ low: control, high: control }]), ...missing];
  const what = parts.join(' and ');
  const verb = parts.length > 1 ? 'are' : passive && hasControl ? isOrAre(passive, missing) : 'is';
  const added = addition(facing, lacking);
  return [
    mismatchAt(id, file, at, {
      message: `${capital(what)} ${verb} not in ${witness.name} (${placeName(file, at)}).`,
      messageThere: `Not all that vsftpd.conf uses: ${what} ${verb} missing here.`,
      settings: passive && missing.length > 0 ? settingsFor(passive, missing) : ['listen_port'],
      ports: lacking,
      // EXPOSE binds no one, so vsftpd.conf is not what to change.
      fixes:
        missing.length > 0 && hasControl
          ? rangeFixes(service, facing, missing).filter(({ settings }) => !isImage || settings === null)
          : added
            ? [added]
            : [],
    }),
  ];
}
