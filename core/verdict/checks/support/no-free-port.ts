import type { Attempt } from '../../view/attempt.js';
import { isGiven } from '../../view/given.js';
import { everySession, passiveAttempts, type EvidenceView, type Within } from '../../view/view.js';

const BIND = /vsf_sysutil_bind|maximum number of attempts to find a listening port/i;
const BUSY_PORTS =
  /address already in use|could not create socket|no (?:free|available) (?:data )?ports?|unable to find (?:open|free) port/i;

export interface NoFreePort {
  /** PASV and EPSV that were refused because no port was free. */
  readonly refused: readonly Within<Attempt>[];
  /** A probe asks on several connections at a time: as many as the server has shown ports, and the shortage is its own. */
  readonly isOwnDoing: boolean;
}

export function noFreePort(view: EvidenceView): NoFreePort {
  const refused = passiveAttempts(view).filter(
    ({ it: { refusal, afterEpsvAll } }) =>
      refusal !== null && !afterEpsvAll && (BIND.test(refusal.text) || BUSY_PORTS.test(refusal.text)),
  );
  return { refused, isOwnDoing: view.witness === 'probe' && couldHoldAll(view) };
}

function couldHoldAll(view: EvidenceView): boolean {
  const ports = new Set<number>();
  let holders = 0;
  for (const { attempts } of everySession(view)) {
    const named = attempts.flatMap(({ endpoint }) => (isGiven(endpoint?.port) ? [endpoint.port] : []));
    if (named.length > 0) holders++;
    for (const port of named) ports.add(port);
  }
  return holders > 0 && ports.size <= holders;
}
