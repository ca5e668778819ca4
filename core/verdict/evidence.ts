import type { ConfigModel } from '../config/index.js';
import type { FirewallReading } from '../firewall/reading.js';
import type { Observation } from '../events/observation.js';
import type { Run } from '../events/run.js';

/**
 * Who saw it: a probe knows times and error numbers; a transcript only what a program chose to print; a capture every
 * packet of other programs’ sessions, as far as it was not encrypted.
 */
export type Witness = 'probe' | 'transcript' | 'capture';

/** A firewall, NAT or container file, read. */
export interface FirewallFile {
  /** As the user names it: a path, an address of a document. */
  readonly path: string;
  readonly text: string;
  readonly reading: FirewallReading;
}

/** All that is known about one server. */
export interface Evidence {
  readonly witness: Witness;
  /** In the order they were made. */
  readonly observations: readonly Observation[];
  /** The server's vsftpd.conf, where it is at hand. */
  readonly config?: ConfigModel;
  /** What stands between the server and its clients, as far as files show it. */
  readonly firewall?: readonly FirewallFile[];
  /** Numeric address of the server, where the observations do not name it. */
  readonly peer?: string;
  /** Earlier runs of the same target, the newest first. */
  readonly history?: readonly Run[];
  /** The tester ended the run: that nothing was listed says nothing. */
  readonly wasCancelled?: boolean;
  /** From how many days before its end on a certificate is reported, and what time it is (ISO 8601). */
  readonly expiry?: { readonly days: number; readonly now: string };
  /** The tester's own address as the internet sees it, where the user gave it. */
  readonly ownAddress?: string;
}
