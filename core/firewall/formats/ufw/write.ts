import type { FormatWriter } from '../format.js';
import { span } from '../../ports/port-spans.js';
import { comment, explain, leavesOpen, NOTHING_CLOSED, openings, proof, ruleFile } from '../../request.js';
import { SENDS_ON, translations, type PortRequest } from '../../request.js';

/** A shell script of ufw lines. ufw itself cannot forward, so with NAT the script asks iptables for it. */
function writeUfw(request: PortRequest): string {
  const { nat } = request;
  const lines = openings(request).flatMap(({ ports, purpose }) => {
    const range = span(ports, ':');
    return [
      `# ${purpose}`,
      nat
        ? `ufw route allow proto tcp from any to ${nat.inner} port ${range} comment 'vsftpd'`
        : `ufw allow ${range}/tcp comment 'vsftpd'`,
    ];
  });
  return ruleFile(request, {
    frame: ['#!/bin/sh\n', '\nset -e'],
    use: [
      'A script of ufw lines. Run with: sh FILE',
      leavesOpen(request),
      'ufw is not switched on here. Before `ufw enable`, let your own way in through: ufw allow OpenSSH',
      ...(nat ? LOST_AT_START : []),
    ],
    rules: [...lines, ...(nat ? translationLines(request, nat) : [])].join('\n'),
    helper: [
      '  IPT_MODULES="nf_conntrack_ftp" in /etc/default/ufw',
      'and a rule with -j CT --helper ftp in /etc/ufw/before.rules.',
    ],
  });
}

const LOST_AT_START = [
  'The forwarding itself is lost at the next start: to keep it, put the nat lines into a *nat section of /etc/ufw/before.rules',
  'and set net/ipv4/ip_forward=1 in /etc/ufw/sysctl.conf.',
];

function translationLines(request: PortRequest, nat: NonNullable<PortRequest['nat']>): readonly string[] {
  const lines = translations(request, nat).map((rule) => `iptables -t nat ${rule}`);
  return [SENDS_ON, ...lines, 'sysctl -q -w net.ipv4.ip_forward=1'];
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
