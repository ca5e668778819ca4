/** Whether a user name is one of anonymous logins, whose password is no secret. */
export function isAnonymousName(user: string | null): boolean {
  return user !== null && /^(?:anonymous|ftp)$/i.test(user);
}
