import { networkInterfaces } from 'node:os';
import { addressFamily, plainAddress, sameAddress } from '../../core/reply/address-class.js';
import { SESSION } from '../../core/verdict/session-names.js';
import type { ReachedContext } from '../run-context.js';
import { ControlConnection, dial } from '../wire/index.js';
import { logIn } from './login.js';

/** More own addresses are not tried. */
const MAX_TRIED = 3;

/** A second own address, and whether the server sees it as it is. */
export interface SecondAddress {
  readonly address: string;
  readonly isSeenAsIs: boolean;
}

export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ address }) => !/^fe80:/i.test(address))
    .map(({ address }) => address);
}

/**
 * @param local own address of the main control connection
 * @returns a text where there is none: why
 */
export async function findSecond(
  run: ReachedContext,
  local: string,
  own: readonly string[],
): Promise<SecondAddress | string> {
  const family = addressFamily(local);
  const others = own.filter((one) => addressFamily(one) === family && !sameAddress(one, local));
  if (others.length === 0) return 'this machine has only one of that family';
  const first = seenAs(run);
  if (first === null) return 'the server does not show which address it sees';
  for (const address of others.slice(0, MAX_TRIED)) {
    const seen = await seenFrom(run, address);
    if (seen !== null && !sameAddress(seen, first))
      return { address, isSeenAsIs: sameAddress(seen, address) };
  }
  return 'the server sees the same address for all of them, or is not reached from the others';
}

/** The client's address in the main session's STAT. */
function seenAs({ recorder }: ReachedContext): string | null {
  const stat = recorder.observations.find(
    (seen) => seen.kind === 'reply' && seen.to === 'STAT' && seen.session === undefined,
  );
  return stat?.kind === 'reply' ? clientIn(stat.text) : null;
}

/** The client's address in the STAT of a login from another own address; that session is not recorded. */
async function seenFrom(run: ReachedContext, address: string): Promise<string | null> {
  const recorder = run.recorder.held();
  const { peer, target, signal, timeoutMs, rttMs } = run;
  // The way is known to be open: an address that is not routed needs no long wait.
  const patience = Math.min(run.silenceMs, Math.max(1000, Math.round(4 * rttMs)));
  const slot = await run.slots.take();
  const { socket } = slot ? await dial(peer, target.port, patience, signal, address) : {};
  if (!socket) {
    slot?.leave();
    return null;
  }
  socket.once('close', () => slot?.leave());
  const control = new ControlConnection(socket, { recorder, signal, timeoutMs, session: SESSION.foreign });
  try {
    if (!(await logIn(control, { ...run, recorder }))) return null;
    const stat = await control.send('STAT');
    await control.quit();
    return stat.kind === 'reply' ? clientIn(stat.text) : null;
  } finally {
    control.destroy();
  }
}

function clientIn(text: string): string | null {
  const found = /connected to ([0-9a-f.:]{3,45})/i.exec(text)?.[1];
  return found === undefined ? null : plainAddress(found);
}
