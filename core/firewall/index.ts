export { forwardPorts, openPorts } from './commands.js';
export type { PortRequest } from './request.js';
export { FIREWALL_TOOLS, writeRules, type FirewallTool } from './write/index.js';
