import type { PortRange, TextSpan } from '../reading.js';

/**
 * Warning: some clients fail. Information: it may be meant so, or holds for some kernels only. Hint: nothing fails.
 */
export type MismatchSeverity = 'warning' | 'information' | 'hint';

/** One way in which a firewall, NAT or container file and vsftpd.conf do not agree. */
export interface MismatchKind {
  /** Stable, lower-case words with hyphens, never reused. */
  readonly id: string;
  /** One line, what is wrong. */
  readonly title: string;
  readonly severity: MismatchSeverity;
  /** What it means for clients. */
  readonly means: string;
  readonly fix: string;
}

const TABLE = [
  {
    id: 'firewall-control-missing',
    title: 'The firewall does not let the control port through',
    severity: 'warning',
    means: 'No client outside reaches vsftpd at all: it is refused or waits in vain for the greeting.',
    fix: 'Let the port of `listen_port` in, or let vsftpd listen on the port that is open.',
  },
  {
    id: 'firewall-range-missing',
    title: 'The firewall does not let the whole passive range through',
    severity: 'warning',
    means:
      'vsftpd picks a port of its range at random. Where the firewall passes a part of it only, transfers fail as often as the pick falls outside; where it passes none, every passive transfer fails after a good login.',
    fix: 'Widen the rule to the range of `pasv_min_port` and `pasv_max_port`, or narrow the range to what the firewall passes.',
  },
  {
    id: 'firewall-range-limited',
    title: 'The passive range is open to some clients only',
    severity: 'information',
    means:
      'Whoever may use the control port but not the passive range can log in and not transfer. Where both are limited alike, nothing is reported.',
    fix: 'Give the rule of the passive range the same limits as that of the control port.',
  },
  {
    id: 'firewall-range-wide',
    title: 'The firewall lets far more ports through than vsftpd uses',
    severity: 'hint',
    means: 'Every open port is one on which another program of this machine can be reached.',
    fix: 'Narrow the rule to the passive range.',
  },
  {
    id: 'firewall-active-blocked',
    title: 'The firewall holds back the data connections of active mode',
    severity: 'warning',
    means:
      'In active mode the server itself connects to the client. Rules for what the machine sends out drop that connection, and the client reads `425 Failed to establish connection.`',
    fix: 'Let new connections with that source port out, or set `port_enable=NO` so that clients do not try.',
  },
  {
    id: 'forward-missing',
    title: 'A gateway or container passes some FTP ports on and others not',
    severity: 'warning',
    means:
      'Clients connect to the gateway, which has nowhere to send those ports: they are refused, mostly by the gateway itself.',
    fix: 'Forward or publish the control port and the whole passive range.',
  },
  {
    id: 'forward-shifted',
    title: 'Passive ports are forwarded to other numbers',
    severity: 'warning',
    means:
      'The server names the port it listens on; the client dials that number outside, where another port stands for it. The control port may be shifted, the passive ports must keep their numbers.',
    fix: 'Use the same numbers outside and inside.',
  },
  {
    id: 'forward-not-accepted',
    title: 'Ports are translated, and then not let pass',
    severity: 'warning',
    means:
      'Address translation only changes the destination. The packet still has to be accepted on its way to the other machine (the FORWARD chain), and there it is dropped.',
    fix: 'Accept the translated ports in the forward chain as well.',
  },
  {
    id: 'forward-other-host',
    title: 'The passive range goes to another machine than the control port',
    severity: 'warning',
    means: 'The machine that listens on the passive port is the one that got the login; another one refuses.',
    fix: 'Forward both to the machine on which vsftpd runs.',
  },
  {
    id: 'forward-loopback',
    title: 'FTP ports are published for the machine itself only',
    severity: 'information',
    means:
      'A port published on a loopback address is reached by programs of the same machine and by nobody else.',
    fix: 'Leave the address out to publish the ports on all of them; keep it where only local tests are meant.',
  },
  {
    id: 'forward-address-missing',
    title: 'Behind a forward, and no outer address is advertised',
    severity: 'warning',
    means:
      'Asked by PASV, vsftpd names its own address, which is the one behind the forward: clients outside cannot reach it. Clients that use EPSV, or that put in the right address themselves, do not notice.',
    fix: 'Set `pasv_address` to the address that clients connect to, with `listen=YES` and `listen_ipv6=NO`.',
  },
  {
    id: 'forward-address-inner',
    title: 'Behind a forward, and the inner address is advertised',
    severity: 'warning',
    means: 'Clients outside are told to connect to an address that exists behind the forward only.',
    fix: 'Set `pasv_address` to the address that clients connect to.',
  },
  {
    id: 'forward-address-other',
    title: 'Another outer address is advertised than the one that is forwarded',
    severity: 'warning',
    means: 'Clients connect to the advertised address, and nothing is forwarded from there.',
    fix: 'Advertise the address that the rules forward, or forward the one that is advertised.',
  },
  {
    id: 'helper-tls',
    title: 'Only the FTP helper opens the passive ports, and TLS blinds it',
    severity: 'warning',
    means:
      'The helper of connection tracking reads the port out of the reply. Under TLS the reply is encrypted, so nothing is opened: sessions in clear work, encrypted ones log in and cannot transfer.',
    fix: 'Let the passive range through with a rule of its own.',
  },
  {
    id: 'helper-part',
    title: 'A rule for one part of the passive range, the FTP helper for the rest',
    severity: 'information',
    means:
      'All transfers work as long as sessions are in clear text. With TLS the helper reads nothing, and transfers fail whenever vsftpd picks a port outside the rule.',
    fix: 'Widen the rule to the whole range.',
  },
  {
    id: 'helper-port',
    title: 'The FTP helper watches another port',
    severity: 'warning',
    means: 'Connections to the control port are not followed, so no data port is opened for them.',
    fix: 'Let the passive range through, or have the helper watch the control port too.',
  },
  {
    id: 'helper-address',
    title: 'The FTP helper ignores replies that name an outer address',
    severity: 'warning',
    means:
      'The helper acts only on replies that name the server’s own address. With the outer one in `pasv_address` it leaves a reply to PASV alone and opens nothing.',
    fix: 'Let the passive range through with a rule of its own and keep `pasv_address`.',
  },
  {
    id: 'helper-not-assigned',
    title: 'The FTP helper is loaded and not used',
    severity: 'information',
    means:
      'Loading the module was enough up to Linux 4.6. Later kernels hand connections to a helper only where a rule says so (or, before 6.0, where nf_conntrack_helper=1 is set).',
    fix: 'Let the passive range through; it needs no helper and works under TLS too.',
  },
  {
    id: 'helper-automatic',
    title: 'The FTP helper depends on a switch that newer kernels lack',
    severity: 'information',
    means: 'nf_conntrack_helper=1 hands connections to helpers by itself. Linux 6.0 has removed it.',
    fix: 'Let the passive range through; it needs no helper and works under TLS too.',
  },
  {
    id: 'rule-not-kept',
    title: 'A rule that is lost at the next reload',
    severity: 'information',
    means: 'firewall-cmd without --permanent changes the running firewall only.',
    fix: 'Repeat it with --permanent, or end with `firewall-cmd --runtime-to-permanent`.',
  },
  {
    id: 'rule-not-loaded',
    title: 'A rule that is not in force yet',
    severity: 'information',
    means: 'firewall-cmd --permanent changes the stored firewall; the running one stays as it is.',
    fix: 'End with `firewall-cmd --reload`.',
  },
  {
    id: 'image-range-swapped',
    title: 'The image is given a range whose first port is above its last',
    severity: 'warning',
    means:
      'The server does not take such a range. vsftpd then picks any port from the first one up to 65535, and clients fail on all that are not published.',
    fix: 'Give the smaller number to the variable of the first port.',
  },
  {
    id: 'image-default-password',
    title: 'The login that the image comes with is in force',
    severity: 'warning',
    means:
      'Name and password stand in the documentation of the image: anyone who reaches the port can log in.',
    fix: 'Set the variables for name and password of the image.',
  },
  {
    id: 'expose-incomplete',
    title: 'The image declares a part of the FTP ports only',
    severity: 'hint',
    means:
      'EXPOSE opens nothing, but `docker run -P` and readers go by it: ports that are not named stay unpublished.',
    fix: 'Name the control port and the passive range.',
  },
] as const satisfies readonly MismatchKind[];

export type MismatchId = (typeof TABLE)[number]['id'];

/** All kinds, in the order of the documentation. */
export const MISMATCHES: readonly (MismatchKind & { readonly id: MismatchId })[] = TABLE;

/** Replaces a part of a file by a text. */
export interface FileEdit {
  readonly path: string;
  readonly at: TextSpan;
  readonly newText: string;
}

/** A repair as data: texts in firewall files, settings of vsftpd.conf, or both where only both together help. */
export interface PortFix {
  /** Imperative, names what changes. */
  readonly title: string;
  readonly edits: readonly FileEdit[];
  /** By name; null where vsftpd.conf stays as it is. */
  readonly settings: Readonly<Record<string, string>> | null;
}

/** A disagreement that was found. */
export interface PortMismatch {
  readonly id: MismatchId;
  readonly severity: MismatchSeverity;
  /** For the line of vsftpd.conf: names the firewall's file and line. */
  readonly message: string;
  /** The same for the firewall's line: speaks of vsftpd.conf. */
  readonly messageThere: string;
  /** The firewall's file, and the place in it. */
  readonly path: string;
  readonly at: TextSpan;
  /** Settings of vsftpd.conf that it is about, the one to point at first. */
  readonly settings: readonly string[];
  /** The ports that do not get through, as clients dial them; empty where it is not about single ports. */
  readonly ports: readonly PortRange[];
  readonly fixes: readonly PortFix[];
}

export function severityOf(id: MismatchId): MismatchSeverity {
  return MISMATCHES.find((kind) => kind.id === id)?.severity ?? 'warning';
}

/** What is not said about settings, ports or fixes is none. */
export function mismatchAt(
  id: MismatchId,
  { path }: { readonly path: string },
  at: TextSpan,
  what: Pick<PortMismatch, 'message' | 'messageThere'> & Partial<PortMismatch>,
): PortMismatch {
  return { id, severity: severityOf(id), path, at, settings: [], ports: [], fixes: [], ...what };
}
