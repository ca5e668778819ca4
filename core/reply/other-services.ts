/** How services begin that answer on a port where FTP was expected. */
export const OTHER_SERVICES = {
  ssh: /^SSH-\d/,
  http: /^(?:HTTP\/\d|<!doctype|<html)/i,
} as const;
