import { addressFamily, classOf, sameAddress } from '../../reply/index.js';
import { isGiven } from './given.js';

/** An address of a private, shared or local network, or of the machine itself. */
export function isInner(address: string | null | undefined): boolean {
  const of = !isGiven(address) ? null : classOf(address);
  return of === 'private' || of === 'shared' || of === 'link-local' || of === 'loopback';
}

/** An address that people outside can be given; documentation addresses stand for public ones in laboratories. */
export function isOuter(address: string | null | undefined): boolean {
  const of = !isGiven(address) ? null : classOf(address);
  return of === 'public' || of === 'documentation';
}

export function isLoopback(address: string | null | undefined): boolean {
  return isGiven(address) && classOf(address) === 'loopback';
}

export function isIpv6(address: string | null | undefined): boolean {
  return isGiven(address) && addressFamily(address) === 6;
}

export function same(a: string | null | undefined, b: string | null | undefined): boolean {
  return isGiven(a) && isGiven(b) && sameAddress(a, b);
}
