/** Labels of the sessions that a probe opens beside its main one, which has none. Checks find them by these. */
export const SESSION = {
  /** Asks for further passive ports; 1 and up. */
  sample: (number: number): string => `sample ${number}`,
  /** The short test of another address that the name resolved to. */
  address: (address: string): string => `address ${address}`,
  /** The same login in the other kind of text: in clear beside TLS, or under TLS beside clear. */
  twin: 'twin',
  /** Anonymous login, where it was asked for. */
  anonymous: 'anonymous',
  /** The main session once more, with no other beside it; only where the first one was cut off while others began. */
  single: 'single',
  /** Ports once more, and a listing, when no other connection of the probe stands. */
  alone: 'alone',
  /** The control port once more, where the main connection fell silent. */
  again: 'again',
  /** A second look after a transfer that stalled: something small instead. */
  small: 'small',
  /** A data connection that does not offer the control connection's TLS session. */
  fresh: 'fresh',
  /** A TLS handshake that allows versions and ciphers of old, without a login; only where the ordinary one failed. */
  oldTls: 'old TLS',
  /** A ClientHello that can only be refused, in a few bytes; only where the ordinary one got no answer. */
  smallTls: 'small TLS',
  /** A command after AUTH in the same packet: is it carried out inside TLS? */
  inject: 'inject',
  /** A control connection that stays silent for a while. */
  idle: 'idle',
  /**
   * Data connections from, and to, another own address than the control connection's. Only where the server is known to
   * see the two as different ones.
   */
  foreign: 'foreign',
  /** Active mode in the other kind of text, beside the main test of it. */
  activeTwin: 'active twin',
  /** What EPSV answers to each address family, and what is refused after EPSV ALL; nothing is dialled. */
  modes: 'modes',
  /** A small file, stored and removed again. */
  upload: 'upload',
  /** A library that works like any application. */
  client: 'client',
} as const;

const EXPERIMENTS: ReadonlySet<string> = new Set([
  SESSION.anonymous,
  SESSION.fresh,
  SESSION.oldTls,
  SESSION.smallTls,
  SESSION.inject,
  SESSION.idle,
  SESSION.foreign,
  SESSION.upload,
]);
const ADDRESS = SESSION.address('');

/** The same test in the other kind of text than the user asked for. */
export function isSecondConnection(label: string | undefined): boolean {
  return label === SESSION.twin || label === SESSION.activeTwin;
}

/** The short test of another address of the name. */
export function isAddress(label: string | undefined): boolean {
  return label?.startsWith(ADDRESS) === true;
}

/** Whether a session is an experiment: its failures are answers, not faults of the server. */
export function isExperiment(label: string | undefined): boolean {
  return label !== undefined && (EXPERIMENTS.has(label) || isAddress(label));
}
