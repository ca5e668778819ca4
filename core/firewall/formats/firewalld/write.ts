import type { FormatWriter } from '../format.js';
import { span } from '../../ports/port-spans.js';
import { explain, leavesOpen, NOTHING_CLOSED, openings, proof, ruleFile } from '../../request.js';
import type { PortRequest } from '../../request.js';

/** A shell script of firewall-cmd lines for the default zone. */
function writeFirewalld(request: PortRequest): string {
  const { nat } = request;
  const lines = openings(request).flatMap(({ ports, purpose }) => {
    const range = span(ports);
    return [
      `# ${purpose}`,
      nat
        ? `firewall-cmd --permanent --add-rich-rule='rule family="ipv4" destination address="${nat.outer}" forward-port port="${range}" protocol="tcp" to-port="${range}" to-addr="${nat.inner}"'`
        : `firewall-cmd --permanent --add-port=${range}/tcp`,
    ];
  });
  return ruleFile(request, {
    frame: ['#!/bin/sh\n', '\nset -e'],
    use: [
      'A script of firewall-cmd lines. Run with: sh FILE   (default zone; add --zone=NAME for another).',
      'No rule is taken away, and open connections, your own SSH session included, outlive the reload at the end.',
      ...(nat ? [leavesOpen(request)] : []),
      'It ends rules that were added without --permanent: keep them first with firewall-cmd --runtime-to-permanent.',
    ],
    rules: [...lines, '# Puts the stored rules in force.', 'firewall-cmd --reload'].join('\n'),
    helper: ['  firewall-cmd --permanent --add-service=ftp', 'which also opens port 21.'],
  });
}

/** A service definition for zones: the server's own firewall only. Comments of XML cannot hold two hyphens. */
function writeFirewalldService(request: PortRequest): string {
  const use = [
    'Save as /etc/firewalld/services/vsftpd.xml. Then run firewall-cmd three times: with the option reload; with',
    'permanent and add-service=vsftpd; and with reload again.',
    NOTHING_CLOSED,
  ];
  const notes = [...explain(request, use), ...proof(request)].map((line) => `  ${line}`);
  const ports = openings(request).flatMap(({ ports: range, purpose }) => [
    `  <!-- ${purpose} -->`,
    `  <port protocol="tcp" port="${span(range)}"/>`,
  ]);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<!--',
    ...notes,
    '-->',
    '<service>',
    '  <short>vsftpd</short>',
    '  <description>FTP server: control port and passive range. It works under TLS too, without a helper.</description>',
    ...ports,
    '</service>',
    '',
  ].join('\n');
}

export const FIREWALLD_WRITER: FormatWriter = {
  kind: 'firewalld',
  rank: 3,
  description: 'commands of firewall-cmd',
  language: 'shellscript',
  hasGateway: true,
  rules: writeFirewalld,
  definition: {
    kind: 'service',
    path: '/etc/firewalld/services/vsftpd.xml',
    write: writeFirewalldService,
  },
};
