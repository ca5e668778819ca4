import { mismatchAt, severityOf, type PortMismatch } from './mismatch.js';
import { overlap } from '../ports/port-spans.js';
import type { PortRange } from '../reading.js';
import type { ServicePorts } from '../service.js';
import { isShut } from '../ports/port-runs.js';
import { placeName, type Facing } from './facing.js';
import { addition } from './fixes.js';
import { helperWork, type PlacedHelper } from './helper.js';

/** Source ports that Linux picks where nothing else is said (net.ipv4.ip_local_port_range). */
const EPHEMERAL: PortRange = { low: 32768, high: 60999 };

/** Whether the server may open the connections of active mode itself. */
export function compareActive(
  service: ServicePorts,
  facing: Facing,
  helpers: readonly PlacedHelper[],
): readonly PortMismatch[] {
  const { active } = service;
  if (active === undefined) return [];
  const from = active === null ? EPHEMERAL : { low: active, high: active };
  const { file, witness } = facing;
  const runs = witness.runs.filter(({ ports }) => overlap(ports, from));
  if (runs.length === 0 || !runs.every(({ status }) => isShut(status))) return [];
  const work = helperWork({ ...service, advertised: null }, facing, helpers);
  if (work.does === 'all') return [];
  const at = runs.find((run) => run.at)?.at ?? witness.at;
  const source = active === null ? 'any port' : `port ${active}`;
  const only = work.does === 'clear-text' ? ' The FTP helper lets them out for sessions in clear only.' : '';
  const added = active === null ? null : addition(facing, [from]);
  return [
    mismatchAt('firewall-active-blocked', file, at, {
      // A source port that is set means that active mode is to work.
      severity: active === null || only !== '' ? 'information' : severityOf('firewall-active-blocked'),
      message: `Active mode’s connections from ${source} are held back by ${placeName(file, at)}.${only}`,
      messageThere: `Active mode’s connections (vsftpd.conf: from ${source}) are held back here.${only}`,
      settings: active === null ? ['port_enable'] : ['connect_from_port_20', 'ftp_data_port', 'port_enable'],
      fixes: added ? [{ ...added, title: `Let connections from port ${active} out` }] : [],
    }),
  ];
}
