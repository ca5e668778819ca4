import type { FormatWriter } from '../format.js';
import { span } from '../../ports/port-spans.js';
import { leavesOpen, openings, PASS_ON, ruleFile, SENDS_ON, translations } from '../../request.js';
import type { PortRequest } from '../../request.js';

/** For `iptables-restore --noflush`: puts the rules in front of those that are there. */
function writeIptables(request: PortRequest): string {
  const { nat, control } = request;
  const tables = nat ? gateway(request, nat) : [table('filter', accepted(request, 'INPUT', ''))];
  return ruleFile(request, {
    use: [
      'Load with: iptables-restore --noflush FILE   (once; keep: netfilter-persistent save, or iptables-save).',
      leavesOpen(request),
      nat ? PASS_ON : 'For clients with IPv6 load the same file with ip6tables-restore --noflush as well.',
    ],
    rules: tables.join('\n\n'),
    helper: [
      `  modprobe nf_conntrack_ftp`,
      `  iptables -t raw -A PREROUTING -p tcp --dport ${control} -j CT --helper ftp`,
    ],
  });
}

function table(name: string, rules: readonly string[]): string {
  return [`*${name}`, ...rules, 'COMMIT'].join('\n');
}

/** Each rule is put at the place where it ends up, so they stand in the order in which they are asked. */
function accepted(request: PortRequest, chain: string, condition: string): readonly string[] {
  return [
    '# What belongs to connections that are open already.',
    `-I ${chain} 1 -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT`,
    ...openings(request).flatMap(({ ports, purpose }, index) => [
      `# ${purpose}`,
      `-I ${chain} ${index + 2} ${condition}-p tcp --dport ${span(ports, ':')} -m conntrack --ctstate NEW -j ACCEPT`,
    ]),
  ];
}

function gateway(request: PortRequest, nat: NonNullable<PortRequest['nat']>): readonly string[] {
  return [
    table('filter', accepted(request, 'FORWARD', `-d ${nat.inner} `)),
    table('nat', [SENDS_ON, ...translations(request, nat)]),
  ];
}

export const IPTABLES_WRITER: FormatWriter = {
  kind: 'iptables',
  rank: 1,
  description: 'a file for iptables-restore',
  language: 'shellscript',
  hasGateway: true,
  rules: writeIptables,
};
