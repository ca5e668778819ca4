import type { FormatWriter } from '../format.js';
import { span } from '../../ports/port-spans.js';
import {
  comment,
  explain,
  helperNotes,
  leavesOpen,
  NOTHING_CLOSED,
  openings,
  proof,
  type PortRequest,
} from '../../request.js';

/** A shell script of ufw lines. ufw itself cannot forward, so with NAT the script asks iptables for it. */
function writeUfw(request: PortRequest): string {
  const { nat } = request;
  const use = [
    'A script of ufw lines. Run with: sh FILE',
    leavesOpen(request),
    'ufw is not switched on here. Before `ufw enable`, let your own way in through: ufw allow OpenSSH',
    ...(nat
      ? [
          'The forwarding itself is lost at the next start: to keep it, put the nat lines into a *nat section of /etc/ufw/before.rules',
          'and set net/ipv4/ip_forward=1 in /etc/ufw/sysctl.conf.',
        ]
      : []),
  ];
  const helper = helperNotes(request, [
    '  IPT_MODULES="nf_conntrack_ftp" in /etc/default/ufw',
    'and a rule with -j CT --helper ftp in /etc/ufw/before.rules.',
  ]);
  const lines = openings(request).flatMap(({ ports, purpose }) => {
    const range = span(ports, ':');
    return [
      `# ${purpose}`,
      nat
        ? `ufw route allow proto tcp from any to ${nat.inner} port ${range} comment 'vsftpd'`
        : `ufw allow ${range}/tcp comment 'vsftpd'`,
    ];
  });
  return [
    `#!/bin/sh\n${comment(explain(request, use))}\nset -e`,
    [...lines, ...(nat ? translated(request, nat) : [])].join('\n'),
    comment(helper),
    `${comment(proof(request))}\n`,
  ].join('\n\n');
}

function translated(
  request: PortRequest,
  { outer, inner }: { outer: string; inner: string },
): readonly string[] {
  return [
    '# Sends what comes for the outer address on to vsftpd. The ports stay what they are: the reply names them.',
    ...openings(request).map(
      ({ ports }) =>
        `iptables -t nat -A PREROUTING -d ${outer} -p tcp --dport ${span(ports, ':')} -j DNAT --to-destination ${inner}`,
    ),
    'sysctl -q -w net.ipv4.ip_forward=1',
  ];
}

/** An application profile, for rules: the server's own firewall only. */
function writeUfwProfile(request: PortRequest): string {
  const use = [
    'Save as /etc/ufw/applications.d/vsftpd, then run: ufw allow vsftpd',
    'After a change of the ports here: ufw app update vsftpd',
    NOTHING_CLOSED,
  ];
  const ports = openings(request)
    .map((one) => span(one.ports, ':'))
    .join(',');
  return `${comment([...explain(request, use), ...proof(request)])}
[vsftpd]
title=vsftpd
description=FTP server: control port and passive range
ports=${ports}/tcp
`;
}

export const UFW_WRITER: FormatWriter = {
  kind: 'ufw',
  rank: 4,
  description: 'commands of ufw',
  language: 'shellscript',
  hasGateway: true,
  rules: writeUfw,
  definition: { kind: 'profile', path: '/etc/ufw/applications.d/vsftpd', write: writeUfwProfile },
};
