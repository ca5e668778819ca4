// Files that are written to exhaust their reader: each took minutes or gigabytes. A hang is the failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import { READERS } from '../../../core/firewall/formats/readers.js';

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
