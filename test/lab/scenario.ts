/**
 * One fault (or none) and the verdict it must get. To add one: append an entry to the family's file in `scenarios/`.
 *
 *   {
 *     id: 'data-drop',                              // its recording's file name; never reused
 *     title: 'the firewall drops the data ports',
 *     rules: { firewall: { stop: 'drop' } },        // what differs from an open network (rules.ts)
 *     settings: { pasv_max_port: 40010 },           // what differs from the sound vsftpd.conf (lab.ts, SOUND)
 *     expects: 'DATA-DROP',                         // id of the first finding; null: none above information
 *     mend: { command: { tool: 'nft', at: 'server' } },
 *   }
 *
 * Then `LAB=data-drop npm run test:lab`. Without `mend` the finding's own `fix.config` is written to vsftpd.conf, the
 * daemon restarted, and the next probe must be healthy. A new file of scenarios goes into `scenarios/index.ts`.
 */
import type { FindingSeverity } from '../../core/verdict/index.js';
import type { ProbeTarget } from '../../probe/index.js';
import type { ServerCertificate } from './certificates.js';
import type { Line } from './network.js';
import type { OtherServer } from './other-servers.js';
import type { LabOptions } from './probe-in-namespace.js';
import type { Rules } from './rules.js';
import type { Node } from './topology.js';
import type { Settings } from './vsftpd.js';

/**
 * A program on a machine of the lab. It finds LAB_USER, LAB_PASSWORD and LAB_FOLDER in its environment, and the scene's
 * certificate and key in LAB_CERTIFICATE and LAB_KEY.
 */
export interface Company {
  readonly at: Node;
  /** A TypeScript module of this checkout, run by Node, or a command. */
  readonly module?: string;
  readonly command?: readonly string[];
  /** An FTP server of another make; its arguments are words of a shell. Where it cannot be had, nothing is tested. */
  readonly server?: OtherServer;
  readonly arguments?: readonly string[];
  /** Started before the probe once it has printed this, or listens there. */
  readonly ready: string | { readonly port: number };
}

export interface Scene {
  /** Default: open everywhere. */
  readonly rules?: Rules;
  /** Default: neither delay nor loss. */
  readonly line?: Line;
  /**
   * Command lines run once the network stands and before the server starts, each on its machine, with the environment
   * of a `Company`. A network that had any is not used again: where `rules` or `etc` can say it, they are quicker.
   */
  readonly commands?: readonly (readonly [Node, string])[];
  /** Addresses of names, in addition to the server's. */
  readonly hosts?: Readonly<Record<string, string | readonly string[]>>;
  /** Files of the lab's /etc, by name, and their texts. */
  readonly etc?: Readonly<Record<string, string>>;
  /** What differs from the sound vsftpd.conf; null takes a line away, `{folder}` is the lab's folder. */
  readonly settings?: Settings;
  /** Default: one that the client trusts, for the server's name and outer addresses. */
  readonly certificate?: ServerCertificate;
  /** A second vsftpd, on the LAN host. */
  readonly lanSettings?: Settings;
  /** No vsftpd on the server: something else, or nothing, is there. */
  readonly noVsftpd?: boolean;
  readonly company?: readonly Company[];
  /** Where the probe runs; default: the client. */
  readonly from?: Node;
  /** What differs from a login by explicit TLS at the server's name. */
  readonly target?: Partial<ProbeTarget>;
  /** Default: 3 s of patience, 6 samples. */
  readonly options?: LabOptions;
  /** Files that the user has at hand besides. */
  readonly given?: {
    /** The server's vsftpd.conf, or the text of another file that is said to be it. */
    readonly config?: 'running' | { readonly text: string };
    readonly firewall?: Readonly<Record<string, string>>;
    readonly ownAddress?: string;
  };
}

/** What is done about a finding, beyond writing its `fix.config` to vsftpd.conf. */
export interface Mend extends Scene {
  /** The first of the finding's own commands for this tool, run on that machine. */
  readonly command?: { readonly tool: 'nft' | 'iptables' | 'ip6tables'; readonly at: Node };
  /** What is found first now, where there was a second fault; default: nothing above information. */
  readonly then?: string;
  /** Ids of warnings that stay and have causes of their own. */
  readonly leaves?: readonly string[];
}

export interface Scenario extends Scene {
  /** Lower case with hyphens. */
  readonly id: string;
  readonly title: string;
  /** Id of the first finding; null: none above information. */
  readonly expects: string | null;
  readonly severity?: FindingSeverity;
  /** Words of the first finding's evidence. */
  readonly evidence?: RegExp;
  /** Words of its fix. */
  readonly advice?: RegExp;
  /** Its fix sets nothing in a vsftpd.conf. */
  readonly noConfig?: boolean;
  /** Ids that must be among the findings. */
  readonly also?: readonly string[];
  /** Ids that must not be among the findings. */
  readonly spares?: readonly string[];
  /** What neither servers nor company may have logged: it must not have happened. */
  readonly unheard?: RegExp;
  /** One of the lines about what was not tested. */
  readonly notTested?: RegExp;
  /** Compare the report of the command line too. */
  readonly byCommand?: boolean;
  /** null: there is nothing to mend, it is advice. */
  readonly mend?: Mend | null;
}
