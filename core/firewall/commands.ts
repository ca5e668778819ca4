/** Single command lines to mend one machine by hand; whole rule files come from the formats' `write.ts`. */

/** One per common firewall: opens the ports from `low` to `high` for incoming TCP. */
export function openPorts(low: number, high: number): readonly string[] {
  const dash = low === high ? `${low}` : `${low}-${high}`;
  const colon = low === high ? `${low}` : `${low}:${high}`;
  return [
    `iptables -I INPUT -p tcp --dport ${colon} -j ACCEPT`,
    `nft insert rule inet filter input tcp dport ${dash} accept`,
    `firewall-cmd --permanent --add-port=${dash}/tcp && firewall-cmd --reload`,
    `ufw allow ${colon}/tcp`,
  ];
}

/** On a NAT gateway: passes the ports from `low` to `high` of the outer address on to the inner one. */
export function forwardPorts(low: number, high: number, outer: string, inner: string): readonly string[] {
  const ports = low === high ? `${low}` : `${low}:${high}`;
  return [
    `iptables -t nat -A PREROUTING -d ${outer} -p tcp --dport ${ports} -j DNAT --to-destination ${inner}`,
    `iptables -I FORWARD -d ${inner} -p tcp --dport ${ports} -j ACCEPT`,
  ];
}

/** How commands of different firewalls begin: a server has one of them. */
const FIREWALL = /^(?:iptables|nft|firewall-cmd|ufw)(?= )/;

/** Commands that are one of several ways, by firewall; null where all of them are to be run. */
export function alternatives(commands: readonly string[]): readonly (readonly string[])[] | null {
  const byTool = new Map<string | undefined, string[]>();
  for (const command of commands) {
    const tool = FIREWALL.exec(command)?.[0];
    byTool.set(tool, [...(byTool.get(tool) ?? []), command]);
  }
  return byTool.has(undefined) || byTool.size < 2 ? null : [...byTool.values()];
}
