// Probes of the lab, captured at both ends: what `decode` says of the capture is held against the probe and tshark.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { decodeCommand } from '../../cli/decode.js';
import type { DecodeReport } from '../../cli/decode-formats.js';
import { whatIsMissing } from '../oracle/real-vsftpd.js';
import { memoryIo } from '../unit/cli/cli-io.js';
import { PLAIN, type Lab } from './lab.js';
import { Pool } from './pool.js';
import type { Scenario } from './scenario.js';
import { played } from './second-chance.js';
import { SCENARIOS } from './scenarios/index.js';
import type { Node } from './topology.js';

/** That end does not see the cause: endpoints and packets are compared, the first finding is not. */
const ANY = 'any';

/**
 * Scenarios whose cause can be seen on the wire, and what a capture at each end names first where that is not what the
 * probe names: the other end may not see it, and a capture shows what this client met, not what others would meet.
 */
const CHOSEN: Readonly<Record<string, Partial<Record<Node, string | null>>>> = {
  'data-drop-iptables': {},
  'data-drop-at-router': {},
  'data-rejected': {},
  'data-reset': {},
  'data-prohibited': {},
  'data-not-forwarded': {},
  'address-private': {},
  'address-loopback': {},
  'active-behind-nat': {},
  'active-dropped': {},
  'active-rejected': {},
  'passive-off': {},
  'data-never-arrived': {},
  'data-mtu': {},
  // The server has sent all, and does not see that its answer gets lost.
  'data-no-226': { server: ANY },
  // Which ports the probe leaves at once, and so seems to refuse there, is chance.
  'window-upper-edge': { server: ANY },
  'address-zero': {},
};

/** What `npm test` plays; all in `npm run test:long`. */
const OF_EACH_KIND: readonly string[] = [
  'data-drop-iptables',
  'data-rejected',
  'data-reset',
  'address-private',
  'active-behind-nat',
  'data-never-arrived',
  'data-mtu',
];
const pattern = process.env['LAB'] ?? '';
const isAll = pattern !== '' || process.env['LONG'] === '1';
const chosen = SCENARIOS.filter(
  ({ id }) =>
    (isAll ? id in CHOSEN : OF_EACH_KIND.includes(id)) &&
    pattern.split(',').some((part) => id.includes(part)),
);
const missing = await whatIsMissing(['tcpdump', 'tshark', 'iproute2', 'nftables', 'iptables']);
const pool = new Pool();
const folder = mkdtempSync(path.join(tmpdir(), 'lens-captures-'));

describe('captures of the lab', { concurrency: 3, skip: missing ?? false }, () => {
  after(() => {
    pool.down();
    if (process.env['KEEP'] === undefined) rmSync(folder, { recursive: true });
    else console.log(folder);
  });
  for (const scenario of chosen) test(scenario.id, (context) => played(context, () => play(scenario)));
});

async function play(scenario: Scenario): Promise<void> {
  const lab = await pool.take();
  try {
    const plain = {
      ...scenario,
      settings: { ...scenario.settings, ...PLAIN },
      target: { ...scenario.target, tls: 'none' as const },
    };
    await lab.set(plain);
    const files = { client: fileOf(scenario, 'client'), server: fileOf(scenario, 'server') };
    const sniffers = await Promise.all([
      sniff(lab, scenario.from ?? 'client', files.client),
      sniff(lab, 'server', files.server),
    ]);
    const { findings } = await lab.probe(plain);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await Promise.all(sniffers.map((one) => one.stop()));
    const problems: string[] = [];
    for (const node of ['client', 'server'] as const) {
      const report = await decoded(files[node]);
      const expects = CHOSEN[scenario.id]?.[node];
      const wanted = expects === undefined ? (findings[0]?.id ?? null) : expects;
      const found = report.findings[0]?.id ?? null;
      if (wanted !== ANY && found !== wanted)
        problems.push(
          `${node}: ${found ?? 'nothing'} instead of ${wanted ?? 'nothing'}\n${JSON.stringify(report.findings.slice(0, 3), null, 1)}\n${report.story.slice(0, 30).join('\n')}`,
        );
      comparesToTshark(files[node], report);
    }
    assert.deepEqual(problems, []);
  } finally {
    await pool.giveBack(lab);
  }
}

function fileOf({ id }: Scenario, node: Node): string {
  return path.join(folder, `${id}-${node}.pcap`);
}

async function sniff(lab: Lab, node: Node, file: string): Promise<{ stop(): Promise<void> }> {
  // At once, each packet takes a slot of the longest kind: short ones, and many, or packets get lost.
  const atOnce = ['-U', '--immediate-mode', '-s', '2048', '-B', '16384'];
  const program = lab.network
    .at(node)
    .start(['tcpdump', '-i', 'any', ...atOnce, '-Z', 'root', '-w', file, 'ip or ip6']);
  await program.until(() => program.output().includes('listening on'));
  return program;
}

async function decoded(file: string): Promise<DecodeReport> {
  const { io, out } = memoryIo(createReadStream(file));
  await decodeCommand(['--format', 'json', '--fail-on', 'never', '-'], io);
  return JSON.parse(out()) as DecodeReport;
}

/** Each endpoint that tshark reads, with its packet and stream, and no other. */
function comparesToTshark(file: string, { endpoints, findings }: DecodeReport): void {
  const fields = [
    'frame.number',
    'tcp.stream',
    'ftp.passive.ip',
    'ftp.passive.port',
    'ftp.active.cip',
    'ftp.active.port',
    'ftp.epsv.port',
    'ftp.eprt.port',
  ];
  const columns = tshark(file, '-Y', 'ftp', '-T', 'fields', ...fields.flatMap((field) => ['-e', field]))
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((row) => row.slice(3).some((cell) => cell !== ''));
  const expected = columns.map(([packet, stream, passive, port, active, activePort, epsv, eprt]) => [
    Number(packet),
    `stream ${stream ?? ''}`,
    Number(port || activePort || epsv || eprt),
    passive || active || null,
  ]);
  const ours = endpoints.map(({ packet, session, port, host, kind }) => [
    packet,
    session,
    port,
    kind === 'EPRT' ? null : host,
  ]);
  // A session is recognised some packets after it began.
  const inOrder = [...ours].sort((a, b) => Number(a[0]) - Number(b[0]));
  assert.deepEqual(inOrder, expected);
  for (const { filter = '', packet } of findings) {
    const packets = tshark(file, '-Y', filter, '-T', 'fields', '-e', 'frame.number').trim().split('\n');
    assert.ok(
      packet === undefined || packets.includes(String(packet)),
      `${filter} does not show ${packet ?? ''}`,
    );
  }
}

function tshark(file: string, ...args: string[]): string {
  const { stdout, status, stderr } = spawnSync('tshark', ['-n', '-r', file, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 27,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}
