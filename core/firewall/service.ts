import type { PortRange } from './reading.js';

/** The TCP ports that one FTP server uses, as it really uses them: what every firewall in front of it has to agree with. */
export interface ServicePorts {
  /** Where it listens, and whether TLS starts there at once (implicit). */
  readonly control: number;
  readonly implicitTls: boolean;
  /** The port is given to inetd or a socket unit, elsewhere: then `control` is a guess. */
  readonly controlElsewhere?: boolean;
  /** It listens on IPv4 alone. */
  readonly ipv4Only?: boolean;
  /** Null where passive mode is switched off. */
  readonly passive: PortRange | null;
  /** Source port of active mode's data connections: 20, another one, or null for any; absent: active mode is off. */
  readonly active?: number | null;
  /** Sessions may be encrypted: then no helper can follow them. */
  readonly tls: boolean;
  /** Every login needs TLS. */
  readonly tlsForced?: boolean;
  /** pasv_address as it is written; null where it is not set, undefined where that is not known. */
  readonly advertised: string | null | undefined;
}
