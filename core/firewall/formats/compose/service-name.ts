import type { ComparedFile } from '../../compare/facing.js';
import type { PortWitness } from '../../reading.js';
import type { PortRequest } from '../../request.js';

/** As Compose allows them. */
const SERVICE = /^service ([a-zA-Z0-9._-]+)$/;

/** The service of a Compose file that publishes the control port, else the only one there. */
export function composeServiceOf(
  files: readonly Pick<ComparedFile, 'path' | 'reading'>[],
  control: number,
): PortRequest['container'] {
  const services = files
    .filter(({ reading }) => reading.kind === 'compose')
    .flatMap(({ path, reading }) =>
      reading.witnesses.flatMap((witness) => {
        const [, service] = SERVICE.exec(witness.name) ?? [];
        return service === undefined ? [] : [{ service, path, leads: leadsTo(witness, control) }];
      }),
    );
  const names = new Set(services.map(({ service }) => service));
  const found = services.find(({ leads }) => leads) ?? (names.size === 1 ? services[0] : undefined);
  return found && { service: found.service, file: found.path.slice(found.path.lastIndexOf('/') + 1) };
}

function leadsTo({ role, runs }: PortWitness, control: number): boolean {
  return (
    role === 'forward' &&
    runs.some(({ ports, innerLow = ports.low, status }) => {
      const isPublished = status === 'open' || status === 'some';
      return isPublished && control >= innerLow && control <= innerLow + ports.high - ports.low;
    })
  );
}
