import { comment, explain, helperNotes, portList, type PortRequest } from '../request.js';

/** For `iptables-restore --noflush`: puts the rules in front of those that are there. */
export function writeIptables(request: PortRequest): string {
  const { nat, control } = request;
  const use =
    'Load with: iptables-restore --noflush FILE   (keep: netfilter-persistent save, or iptables-save).';
  const helper = helperNotes(request, [
    `  modprobe nf_conntrack_ftp`,
    `  iptables -t raw -A PREROUTING -p tcp --dport ${control} -j CT --helper ftp`,
  ]);
  const tables = nat ? gateway(request, nat) : [['*filter', ...incoming(request), 'COMMIT'].join('\n')];
  return `${comment(explain(request, [use]))}\n\n${tables.join('\n\n')}\n\n${comment(helper)}\n`;
}

/** Inserted one by one at the top, so the last one here ends up first. */
function incoming(request: PortRequest): readonly string[] {
  return [...portList(request, ':')]
    .reverse()
    .map((ports) => `-I INPUT -p tcp --dport ${ports} -m conntrack --ctstate NEW -j ACCEPT`);
}

function gateway(
  request: PortRequest,
  { outer, inner }: { outer: string; inner: string },
): readonly string[] {
  const ports = portList(request, ':');
  return [
    [
      '*nat',
      ...ports.map((p) => `-A PREROUTING -d ${outer} -p tcp --dport ${p} -j DNAT --to-destination ${inner}`),
      'COMMIT',
    ].join('\n'),
    [
      '*filter',
      ...[...ports]
        .reverse()
        .map((p) => `-I FORWARD -d ${inner} -p tcp --dport ${p} -m conntrack --ctstate NEW -j ACCEPT`),
      '-I FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
      'COMMIT',
    ].join('\n'),
  ];
}
