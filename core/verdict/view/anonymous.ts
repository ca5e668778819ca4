import type { Session } from './session.js';

export const ANONYMOUS_NAME = /^(?:anonymous|ftp)$/i;

/** Somebody without a name was let in. */
export function isAnonymousLogin({ loggedIn, user }: Session): boolean {
  return loggedIn && user !== null && ANONYMOUS_NAME.test(user);
}
