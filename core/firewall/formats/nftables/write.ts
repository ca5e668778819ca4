import type { FormatWriter } from '../format.js';
import { span } from '../../ports/port-spans.js';
import { leavesOpen, openings, PASS_ON, ruleFile, SENDS_ON, type PortRequest } from '../../request.js';

/** For `nft -f`: works on the table `inet filter` of the distributions, or makes it. */
function writeNftables(request: PortRequest): string {
  const { nat, control } = request;
  return ruleFile(request, {
    frame: ['#!/usr/sbin/nft -f\n', ''],
    use: [
      'Load with: nft -f FILE   (once; keep: nft list ruleset > /etc/nftables.conf).',
      leavesOpen(request),
      'An accept in one table does not overrule a drop in another: where your chains have other names, change them here.',
      ...(nat ? [PASS_ON] : []),
    ],
    rules: (nat ? gateway(request, nat) : accepted(request, 'input', '')).join('\n'),
    helper: [
      '  table inet helpers {',
      '    ct helper ftp { type "ftp" protocol tcp; }',
      `    chain prerouting { type filter hook prerouting priority 0; tcp dport ${control} ct helper set "ftp"; }`,
      '  }',
    ],
  });
}

/** Inserted at the top one after the other, so the last one here is asked first. */
function accepted(request: PortRequest, chain: string, condition: string): readonly string[] {
  return [
    '# The usual table and chain: made where they are not there, left as they are where they are.',
    'add table inet filter',
    `add chain inet filter ${chain} { type filter hook ${chain} priority 0; }`,
    ...[...openings(request)]
      .reverse()
      .flatMap(({ ports, purpose }) => [
        `# ${purpose}`,
        `insert rule inet filter ${chain} ${condition}tcp dport ${span(ports)} ct state new accept`,
      ]),
    '# What belongs to connections that are open already.',
    `insert rule inet filter ${chain} ct state established,related accept`,
  ];
}

function gateway(
  request: PortRequest,
  { outer, inner }: { outer: string; inner: string },
): readonly string[] {
  const ports = openings(request)
    .map((one) => span(one.ports))
    .join(', ');
  return [
    ...accepted(request, 'forward', `ip daddr ${inner} `),
    SENDS_ON,
    'add table ip nat',
    'add chain ip nat prerouting { type nat hook prerouting priority -100; }',
    `add rule ip nat prerouting ip daddr ${outer} tcp dport { ${ports} } dnat to ${inner}`,
  ];
}

export const NFTABLES_WRITER: FormatWriter = {
  kind: 'nftables',
  rank: 2,
  description: 'a file for nft -f',
  language: 'shellscript',
  hasGateway: true,
  rules: writeNftables,
};
