/** Single command lines to mend one machine by hand; whole rule files come from the formats' `write.ts`. */

/** The same work in the commands of one firewall: a machine has one of them. */
export interface FirewallCommands {
  readonly for: string;
  readonly commands: readonly string[];
}

/** First and last port. */
export type PortPair = readonly [low: number, high: number];

/** For each common firewall: opens ports for incoming TCP. */
export function openPorts(pairs: readonly PortPair[], family: 4 | 6): readonly FirewallCommands[] {
  const lines = (line: (dash: string, colon: string) => string): readonly string[] =>
    pairs.map(([low, high]) =>
      low === high ? line(`${low}`, `${low}`) : line(`${low}-${high}`, `${low}:${high}`),
    );
  const iptables = family === 6 ? 'ip6tables' : 'iptables';
  return [
    {
      for: iptables,
      commands: lines((_, ports) => `${iptables} -I INPUT -p tcp --dport ${ports} -j ACCEPT`),
    },
    {
      for: 'nftables',
      commands: lines((ports) => `nft insert rule inet filter input tcp dport ${ports} accept`),
    },
    {
      for: 'firewalld',
      commands: lines((ports) => `firewall-cmd --permanent --add-port=${ports}/tcp && firewall-cmd --reload`),
    },
    { for: 'ufw', commands: lines((_, ports) => `ufw allow ${ports}/tcp`) },
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
