import { comment, explain, helperNotes, portList, type PortRequest } from '../request.js';

/** For `nft -f`: works on the table `inet filter` of the distributions, or makes it. */
export function writeNftables(request: PortRequest): string {
  const { nat, control } = request;
  const ports = `{ ${portList(request, '-').join(', ')} }`;
  const use = [
    'Load with: nft -f FILE   (keep: nft list ruleset > /etc/nftables.conf).',
    'An accept in one table does not overrule a drop in another: where your chains have other names, change them here.',
  ];
  const helper = helperNotes(request, [
    '  table inet helpers {',
    '    ct helper ftp { type "ftp" protocol tcp; }',
    `    chain prerouting { type filter hook prerouting priority 0; tcp dport ${control} ct helper set "ftp"; }`,
    '  }',
  ]);
  const rules = nat
    ? [
        'add table ip nat',
        'add chain ip nat prerouting { type nat hook prerouting priority -100; }',
        `add rule ip nat prerouting ip daddr ${nat.outer} tcp dport ${ports} dnat to ${nat.inner}`,
        'add table inet filter',
        'add chain inet filter forward { type filter hook forward priority 0; }',
        `insert rule inet filter forward ip daddr ${nat.inner} tcp dport ${ports} ct state new accept`,
        'insert rule inet filter forward ct state established,related accept',
      ]
    : [
        'add table inet filter',
        'add chain inet filter input { type filter hook input priority 0; }',
        `insert rule inet filter input tcp dport ${ports} ct state new accept`,
      ];
  return `#!/usr/sbin/nft -f\n${comment(explain(request, use))}\n\n${rules.join('\n')}\n\n${comment(helper)}\n`;
}
