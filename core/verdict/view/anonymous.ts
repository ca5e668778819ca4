import { isAnonymousName } from '../../events/anonymous.js';
import type { Session } from './session.js';

export { isAnonymousName } from '../../events/anonymous.js';

/** An anonymous login succeeded. */
export function isAnonymousLogin({ loggedIn, user }: Session): boolean {
  return loggedIn && isAnonymousName(user);
}
