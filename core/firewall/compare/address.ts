import ipaddr from 'ipaddr.js';
import { mismatchAt, type MismatchId, type PortFix, type PortMismatch } from './mismatch.js';
import type { PortWitness } from '../reading.js';
import type { ServicePorts } from '../service.js';
import { isShut } from '../ports/port-runs.js';
import { placeName, wayTo, type Facing } from './facing.js';
import { helperWork, type PlacedHelper } from './helper.js';

/** Ports that are forwarded to vsftpd need the address that clients use in pasv_address. */
export function compareAddress(
  service: ServicePorts,
  facing: Facing,
  helpers: readonly PlacedHelper[],
): readonly PortMismatch[] {
  const { file, witness } = facing;
  const way = wayTo(witness, service.control);
  if (witness.role !== 'forward' || !service.passive || !way || isShut(way.status) || way.status === 'some')
    return [];
  // Routed as it is, without translation, the server's own address is the one that clients use.
  if (way.innerHost === undefined && witness.outerHost === undefined) return [];
  // A helper that translates addresses puts in the outer one by itself.
  const own = service.advertised === null || service.advertised === way.innerHost;
  if (own && helperWork(service, facing, helpers).does === 'all') return [];
  if (service.advertised === undefined) return [];
  const judged = judge(service.advertised, way.innerHost, witness);
  if (!judged) return [];
  const { id, what } = judged;
  const at = way.at ?? witness.at;
  const place = placeName(file, at);
  return [
    mismatchAt(id, file, at, {
      message: `${what}: clients come in through ${place}${witness.outerHost === undefined ? '' : ` (${witness.outerHost})`}.`,
      messageThere: `Clients come in here, and vsftpd.conf ${judged.there}.`,
      settings: ['pasv_address', 'pasv_enable'],
      fixes: outerFix(witness),
    }),
  ];
}

function judge(
  advertised: string | null,
  inner: string | undefined,
  { outerHost }: PortWitness,
): { readonly id: MismatchId; readonly what: string; readonly there: string } | null {
  if (advertised === null)
    return {
      id: 'forward-address-missing',
      what: 'pasv_address is not set, so PASV names the inner address',
      there: 'sets no pasv_address: PASV names the inner address',
    };
  const isInner = advertised === inner || (isPrivate(advertised) && isOuter(outerHost));
  if (isInner)
    return {
      id: 'forward-address-inner',
      what: `pasv_address=${advertised} is the inner address`,
      there: `advertises ${advertised}, an inner address`,
    };
  if (isOuter(advertised) && isOuter(outerHost) && outerHost !== advertised)
    return {
      id: 'forward-address-other',
      what: `pasv_address=${advertised} is another address than the one that is forwarded`,
      there: `advertises ${advertised}`,
    };
  return null;
}

function outerFix({ outerHost }: PortWitness): readonly PortFix[] {
  if (!isOuter(outerHost) || !ipaddr.IPv4.isValidFourPartDecimal(outerHost)) return [];
  return [
    {
      title: `Set pasv_address=${outerHost}`,
      edits: [],
      settings: { pasv_address: outerHost, listen: 'YES', listen_ipv6: 'NO' },
    },
  ];
}

const INNER_RANGES = ['private', 'loopback', 'linkLocal', 'carrierGradeNat', 'unspecified'];

function isPrivate(address: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(address) && INNER_RANGES.includes(ipaddr.IPv4.parse(address).range())
  );
}

function isOuter(address: string | undefined): address is string {
  return address !== undefined && ipaddr.IPv4.isValidFourPartDecimal(address) && !isPrivate(address);
}
