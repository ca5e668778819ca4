// Files that are written to exhaust their reader: each took minutes or gigabytes. A hang is the failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import { READERS } from '../../../core/firewall/formats/readers.js';
import { checkForm } from '../reading-text.js';

function merges(levels: number, width: number): string {
  const lines = ['l0: &l0 {a: 1}'];
  for (let i = 1; i < levels; i++) {
    lines.push(
      `l${i}: &l${i}`,
      `  <<: [${Array(width)
        .fill(`*l${i - 1}`)
        .join(', ')}]`,
    );
  }
  return `${lines.join('\n')}\nservices:\n  ftp:\n    <<: *l${levels - 1}\n    image: x/vsftpd\n    ports: ["21:21"]\n`;
}

test('YAML merges of merges are looked up once each', () => {
  for (const [levels, width] of [
    [14, 3],
    [30, 8],
    [300, 50],
  ] as const) {
    const reading = readFirewallFile('compose.yaml', merges(levels, width));
    assert.equal(reading?.kind, 'compose');
    assert.ok(reading.witnesses.length > 0, `${levels} levels`);
  }
});

test('what stands beside a merge is read, and what is merged over many levels', () => {
  const text = merges(10, 3).replace('{a: 1}', '{ports: ["990:990"]}').replace('    ports: ["21:21"]\n', '');
  const runs = readFirewallFile('compose.yaml', text)?.witnesses.flatMap((witness) => witness.runs) ?? [];
  assert.ok(runs.some(({ ports, status }) => ports.low === 990 && status !== 'rejected'));
});

test('a value of a Dockerfile that grows by itself is not known', () => {
  const text = `FROM x\nENV A=xx\n${'ENV A=$A$A$A\n'.repeat(60)}EXPOSE $A 21\n`;
  const reading = readFirewallFile('Dockerfile', text);
  assert.equal(reading?.kind, 'dockerfile');
  assert.equal(reading.unread.length, 1);
  assert.ok(reading.mentions.some(({ ports }) => ports.low === 21));
});

test('braces in braces of nft are not known', () => {
  for (const depth of [200, 20_000, 400_000]) {
    const rule = `tcp dport ${'{'.repeat(depth)}${'}'.repeat(depth)} accept`;
    const text = `table inet f {\n chain input {\n  type filter hook input priority 0; policy drop;\n  ${rule}\n }\n}\n`;
    const reading = readFirewallFile('nftables.conf', text);
    assert.equal(reading?.kind, 'nftables');
    assert.ok(reading.witnesses.every(({ runs }) => runs.every(({ status }) => status !== 'open')));
  }
});

test('a reader that fails takes no other file with it', () => {
  const [reader] = READERS.filter(({ kind }) => kind === 'dockerfile');
  assert.ok(reader);
  const read = reader.read;
  try {
    Object.assign(reader, {
      read: () => {
        throw new RangeError('Invalid string length');
      },
    });
    const reading = readFirewallFile('Dockerfile', 'FROM x\nEXPOSE 21\n');
    assert.deepEqual([reading?.witnesses, reading?.unread.length], [[], 1]);
  } finally {
    Object.assign(reader, { read });
  }
});

/** Longest time for one of these, on a slow machine: each took minutes or gigabytes, and takes a second now. Milliseconds. */
const LIMIT = 20_000;
const SAVE = (rule: string): string => `*filter\n:INPUT DROP [0:0]\n${rule}\nCOMMIT\n`;
const NFT = (rule: string): string =>
  `table inet f {\n chain input {\n  type filter hook input priority 0; policy drop;\n  ${rule}\n }\n}\n`;
const chain = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const BOMBS: readonly (readonly [path: string, what: string, text: string])[] = [
  ['rules.v4', 'one match 40,000 times', SAVE(`-A INPUT${' -m comment'.repeat(40_000)} -j ACCEPT`)],
  ['rules.v4', 'a match that is not known', SAVE(`-A INPUT${' -m zzz'.repeat(40_000)} -j ACCEPT`)],
  ['rules.v4', 'one protocol 40,000 times', SAVE(`-A INPUT${' -p tcp'.repeat(40_000)} -j ACCEPT`)],
  ['rules.v4', 'ports, one by one', SAVE(`-A INPUT -p tcp${' --dport 21'.repeat(27_000)} -j ACCEPT`)],
  [
    'rules.v4',
    'a list of ports',
    SAVE(`-A INPUT -p tcp -m multiport --dports ${'21,'.repeat(90_000)}21 -j ACCEPT`),
  ],
  ['rules.v4', 'quotes without end', SAVE(`-A INPUT${" 'a".repeat(90_000)} -j ACCEPT`)],
  ['rules.v4', 'marks of templates without end', SAVE(`-A INPUT${' {{'.repeat(90_000)} -j ACCEPT`)],
  [
    'rules.v4',
    'a chain of chains',
    SAVE(`${chain(7000, (i) => `:C${i} - [0:0]\n-A C${i} -j C${i + 1}`)}\n-A INPUT -j C0`),
  ],
  ['nftables.conf', 'a set of ports', NFT(`tcp dport { ${'21,'.repeat(90_000)}21 } accept`)],
  [
    'nftables.conf',
    'base chains, each with a port',
    chain(
      4000,
      (i) =>
        `table inet t${i} {\n chain input {\n  type filter hook input priority ${i % 50};\n  tcp dport ${1000 + i} accept\n }\n}`,
    ),
  ],
  ['nftables.conf', 'one match 20,000 times', NFT(`${'tcp dport 21 '.repeat(20_000)} accept`)],
  [
    'nftables.conf',
    'definitions that double',
    `define a0 = { 21 }\n${chain(30, (i) => `define a${i + 1} = { $a${i}, $a${i} }`)}\n${NFT('tcp dport $a30 accept')}`,
  ],
  [
    'nftables.conf',
    'a file that includes itself',
    `include "nftables.conf"\n${NFT('tcp dport 21 accept')}`.repeat(3000),
  ],
  [
    'compose.yaml',
    'lists in lists',
    `services:\n  ftp:\n    image: x/vsftpd\n    ports: [${'['.repeat(100_000)}\n`,
  ],
  [
    'compose.yaml',
    'anchors that multiply',
    `b0: &b0 [x,x,x,x,x,x,x]\n${chain(12, (i) => `b${i + 1}: &b${i + 1} [${`*b${i},`.repeat(7)}x]`)}\nservices:\n  ftp:\n    image: x/vsftpd\n    ports: *b12\n`,
  ],
  [
    'compose.yaml',
    'a value that holds itself',
    'services:\n  ftp: &f\n    image: x/vsftpd\n    extends: ftp\n    ports: *f\n',
  ],
  [
    'compose.yaml',
    'defaults in defaults',
    `services:\n  ftp:\n    image: x/vsftpd\n    ports: ["${'${A:-'.repeat(50_000)}"]\n`,
  ],
  ['fw.sh', 'conditions in conditions', `${'if true; then '.repeat(20_000)}iptables -A INPUT -j DROP\n`],
  [
    'fw.sh',
    'a value that doubles',
    `A=x\n${'A=$A$A\n'.repeat(40)}iptables -A INPUT -p tcp --dport $A -j ACCEPT\n`,
  ],
  ['fw.sh', 'here-documents without end', `${'cat <<A\n'.repeat(30_000)}iptables -A INPUT -j DROP\n`],
  [
    'fw.sh',
    'loops in loops',
    `${'for b in 1 2 3 4 5 6 7 8 9; do '.repeat(7)}iptables -A INPUT -p tcp --dport 21 -j ACCEPT; ${'done; '.repeat(7)}\n`,
  ],
  [
    'Dockerfile',
    'defaults that double',
    `FROM x\nENV A=1\n${'ENV A=${A:-${A:-$A}}$A\n'.repeat(60)}EXPOSE $A\n`,
  ],
  ['public.xml', 'elements in elements', `<zone>${'<a>'.repeat(80_000)}`],
];

for (const [path, what, text] of BOMBS)
  test(`${path}: ${what}`, () => {
    const started = performance.now();
    const reading = readFirewallFile(path, text);
    if (reading) checkForm(text, reading);
    assert.ok(performance.now() - started < LIMIT, `${Math.round(performance.now() - started)} ms`);
  });
