import { comment, explain, helperNotes, portList, type PortRequest } from '../request.js';

/** A shell script of ufw lines. ufw itself cannot forward, so with NAT the script asks iptables for it. */
export function writeUfw(request: PortRequest): string {
  const { nat } = request;
  const ports = portList(request, ':');
  const use = [
    'Run with: sh FILE',
    ...(nat
      ? [
          'The forwarding itself is lost at the next start: to keep it, put the nat lines into a *nat section of /etc/ufw/before.rules',
          'and set net/ipv4/ip_forward=1 in /etc/ufw/sysctl.conf.',
        ]
      : []),
  ];
  const helper = helperNotes(request, ['  IPT_MODULES="nf_conntrack_ftp" in /etc/default/ufw.']);
  const lines = nat
    ? [
        ...ports.map(
          (p) =>
            `iptables -t nat -A PREROUTING -d ${nat.outer} -p tcp --dport ${p} -j DNAT --to-destination ${nat.inner}`,
        ),
        ...ports.map((p) => `ufw route allow proto tcp from any to ${nat.inner} port ${p} comment 'vsftpd'`),
      ]
    : ports.map((p) => `ufw allow ${p}/tcp comment 'vsftpd'`);
  return `#!/bin/sh\n${comment(explain(request, use))}\nset -e\n\n${lines.join('\n')}\n\n${comment(helper)}\n`;
}
