import type { FormatWriter } from '../format.js';
import { span } from '../../ports/port-spans.js';
import {
  comment,
  explain,
  helperNotes,
  leavesOpen,
  openings,
  proof,
  type PortRequest,
} from '../../request.js';

/** For `iptables-restore --noflush`: puts the rules in front of those that are there. */
function writeIptables(request: PortRequest): string {
  const { nat, control } = request;
  const use = [
    'Load with: iptables-restore --noflush FILE   (once; keep: netfilter-persistent save, or iptables-save).',
    leavesOpen(request),
    nat
      ? 'The gateway has to pass packets on: sysctl -w net.ipv4.ip_forward=1   (keep: a file in /etc/sysctl.d).'
      : 'For clients with IPv6 load the same file with ip6tables-restore --noflush as well.',
  ];
  const helper = helperNotes(request, [
    `  modprobe nf_conntrack_ftp`,
    `  iptables -t raw -A PREROUTING -p tcp --dport ${control} -j CT --helper ftp`,
  ]);
  const tables = nat ? gateway(request, nat) : [table('filter', accepted(request, 'INPUT', ''))];
  return [comment(explain(request, use)), ...tables, comment(helper), `${comment(proof(request))}\n`].join(
    '\n\n',
  );
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

function gateway(
  request: PortRequest,
  { outer, inner }: { outer: string; inner: string },
): readonly string[] {
  const translated = openings(request).map(
    ({ ports }) =>
      `-A PREROUTING -d ${outer} -p tcp --dport ${span(ports, ':')} -j DNAT --to-destination ${inner}`,
  );
  return [
    table('filter', accepted(request, 'FORWARD', `-d ${inner} `)),
    table('nat', [
      '# Sends what comes for the outer address on to vsftpd. The ports stay what they are: the reply names them.',
      ...translated,
    ]),
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
