import type { PortRequest } from '../request.js';
import { writeCompose } from './compose/write.js';
import { writeFirewalld, writeFirewalldService } from './firewalld/write.js';
import { writeIptables } from './iptables/write.js';
import { writeNftables } from './nftables/write.js';
import { writeTerraform } from './terraform/write.js';
import { writeUfw, writeUfwProfile } from './ufw/write.js';

type Writer = (request: PortRequest) => string;

/** One writer per tool: a new tool is a file in this folder and a line here. */
const WRITERS = {
  iptables: writeIptables,
  nftables: writeNftables,
  firewalld: writeFirewalld,
  ufw: writeUfw,
  compose: writeCompose,
  terraform: writeTerraform,
} satisfies Record<string, Writer>;

export type FirewallTool = keyof typeof WRITERS;

export const FIREWALL_TOOLS = Object.keys(WRITERS) as readonly FirewallTool[];

/** A file or script that the tool takes as it is; explanations are its comments. */
export function writeRules(tool: FirewallTool, request: PortRequest): string {
  return WRITERS[tool](request);
}

/** A file that gives the ports a name in one tool, for rules of one's own. For the server's own firewall only. */
export interface Definition {
  /** What the tool calls it. */
  readonly kind: 'service' | 'profile';
  readonly tool: FirewallTool;
  /** Where it belongs. */
  readonly path: string;
  readonly write: Writer;
}

export const DEFINITIONS: readonly Definition[] = [
  {
    kind: 'service',
    tool: 'firewalld',
    path: '/etc/firewalld/services/vsftpd.xml',
    write: writeFirewalldService,
  },
  { kind: 'profile', tool: 'ufw', path: '/etc/ufw/applications.d/vsftpd', write: writeUfwProfile },
];
