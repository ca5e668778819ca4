import type { PortRequest } from '../request.js';
import { writeCompose } from './compose.js';
import { writeFirewalld } from './firewalld.js';
import { writeIptables } from './iptables.js';
import { writeNftables } from './nftables.js';
import { writeTerraform } from './terraform.js';
import { writeUfw } from './ufw.js';

/** One writer per tool: a new tool is a file in this folder and a line here. */
const WRITERS = {
  iptables: writeIptables,
  nftables: writeNftables,
  firewalld: writeFirewalld,
  ufw: writeUfw,
  compose: writeCompose,
  terraform: writeTerraform,
} satisfies Record<string, (request: PortRequest) => string>;

export type FirewallTool = keyof typeof WRITERS;

export const FIREWALL_TOOLS = Object.keys(WRITERS) as readonly FirewallTool[];

/** A file or script that the tool takes as it is; explanations are its comments. */
export function writeRules(tool: FirewallTool, request: PortRequest): string {
  return WRITERS[tool](request);
}
