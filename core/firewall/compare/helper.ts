import { traitsOf } from '../formats/kinds.js';
import type { FtpHelper, PortWitness } from '../reading.js';
import type { ServicePorts } from '../service.js';
import type { ComparedFile, Facing } from './facing.js';

export interface PlacedHelper {
  readonly file: ComparedFile;
  readonly helper: FtpHelper;
}

/**
 * What the FTP helper does for the passive range:
 * - `all`: opens it for every client; `automatic` where that hangs on a switch of older kernels
 * - `clear-text`: only for sessions without TLS
 * - `port`, `address`: nothing, for that reason
 * - `idle`: it is loaded and not used
 * - `none`: there is none, or what it expects is not accepted
 */
export type HelperWork =
  | { readonly does: 'none' }
  | {
      readonly does: 'all' | 'clear-text' | 'port' | 'address' | 'idle';
      readonly by: PlacedHelper;
      readonly automatic: boolean;
    };

export function helpersOf(files: readonly ComparedFile[]): readonly PlacedHelper[] {
  return files.flatMap((file) => file.reading.helpers.map((helper) => ({ file, helper })));
}

export function helperWork(
  service: ServicePorts,
  { file, witness }: Facing,
  helpers: readonly PlacedHelper[],
): HelperWork {
  if (!traitsOf(file.reading).isNetfilter || witness.acceptsRelated !== true) return { does: 'none' };
  const assigned = helpers.filter(({ helper }) => helper.how === 'assigned');
  const by =
    assigned.find(({ helper }) => helper.ports.includes(service.control)) ?? assigned[0] ?? helpers[0];
  if (!by) return { does: 'none' };
  const automatic = by.helper.automatic === true;
  if (by.helper.how === 'loaded') return { does: 'idle', by, automatic };
  if (!by.helper.ports.includes(service.control)) return { does: 'port', by, automatic };
  if (service.tls) return { does: 'clear-text', by, automatic };
  if (namesAnother(service.advertised, witness)) return { does: 'address', by, automatic };
  return { does: 'all', by, automatic };
}

/** nf_conntrack_ftp leaves replies alone that name another address than the server's own (its parameter `loose` aside). */
function namesAnother(advertised: ServicePorts['advertised'], { runs }: PortWitness): boolean {
  return typeof advertised === 'string' && !runs.some(({ innerHost }) => innerHost === advertised);
}
