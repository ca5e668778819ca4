import type { Session } from './session.js';

/** A user name of anonymous logins. */
export function isAnonymousName(user: string | null): boolean {
  return user !== null && /^(?:anonymous|ftp)$/i.test(user);
}

/** An anonymous login succeeded. */
export function isAnonymousLogin({ loggedIn, user }: Session): boolean {
  return loggedIn && isAnonymousName(user);
}
