import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import type { CheckReport } from '../../../cli/check-report.js';
import { checkCommand } from '../../../cli/check.js';
import { coloursFor, wantsColour } from '../../../cli/colours.js';
import { earlierRun } from '../../../cli/earlier-run.js';
import { firewallFiles } from '../../../cli/firewall-files.js';
import { UsageError } from '../../../cli/io.js';
import { probeText } from '../../../cli/probe-formats.js';
import type { ProbeReport } from '../../../probe/index.js';
import { memoryIo } from './cli-io.js';

const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-cli-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

const FINDING = { id: 'DATA-DROP', severity: 'error', title: 'The passive port does not answer' };

test('an earlier report is read as what it found, and nothing else of it is trusted', async () => {
  const report = { version: 1, at: '2026-01-02T03:04:05Z', findings: [FINDING, { id: 7 }, null, 'x'] };
  const run = await earlierRun(file('earlier.json', JSON.stringify(report)));
  assert.deepEqual(run, { at: '2026-01-02T03:04:05.000Z', findings: [FINDING] });
});

test('what is no report is refused with its name', async () => {
  for (const text of [
    '',
    'nonsense',
    '[]',
    '{}',
    '{"version":2,"findings":[]}',
    '{"version":1,"findings":[]}',
  ])
    await assert.rejects(earlierRun(file('wrong.json', text)), UsageError);
  await assert.rejects(earlierRun(path.join(folder, 'not-there.json')), /not-there\.json cannot be read/);
});

test('a firewall file is told by name and content; what is none is refused', async () => {
  const rules = file(
    'rules.v4',
    '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\nCOMMIT\n',
  );
  const [read] = await firewallFiles([rules]);
  assert.equal(read?.reading.kind, 'iptables');
  assert.equal(read.path, rules);
  await assert.rejects(
    firewallFiles([file('notes.txt', 'buy milk\n')]),
    /is no firewall, NAT or container file/,
  );
  await assert.rejects(
    firewallFiles([file('main.tf', 'resource "aws_security_group" "ftp" {}\n')]),
    /main\.tf is a Terraform file; those are not read/,
  );
  await assert.rejects(firewallFiles([path.join(folder, 'gone')]), UsageError);
});

test('check names the ports that a firewall file keeps closed, with the repair of the config', async () => {
  const rules = file(
    'rules.v4',
    '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\n-A INPUT -p tcp --dport 3001:3100 -j ACCEPT\nCOMMIT\n',
  );
  const config = file('vsftpd.conf', 'listen=YES\npasv_min_port=3001\npasv_max_port=3300\n');
  const { io, out } = memoryIo();
  const status = await checkCommand(
    ['--format', 'json', '--fail-on', 'warning', '--firewall', rules, config],
    io,
  );
  assert.equal(status, 1);
  const { files } = JSON.parse(out()) as CheckReport;
  const found = files[0]?.diagnostics.find(({ code }) => code === 'firewall-range-missing');
  assert.ok(found);
  assert.match(found.message, /3101-3300 .*rules\.v4:4/);
  assert.equal(found.range.start.line, 2);
  const others = found.fixes.flatMap((fix) => fix.files ?? []);
  assert.deepEqual(others, [
    {
      path: rules,
      edits: [
        {
          range: { start: { line: 3, character: 24 }, end: { line: 3, character: 33 } },
          newText: '3001:3300',
        },
      ],
    },
  ]);
});

test('colours are sequences around the same words, and only where they are wanted', () => {
  const report: ProbeReport = {
    version: 1,
    target: { host: 'ftp.example.test', port: 21, peer: '192.0.2.5' },
    vantage: { address: '192.0.2.9' },
    durationMs: 100,
    steps: [{ id: 'control', status: 'pass', durationMs: 5, detail: 'connected \u001b[31m' }],
    range: null,
    findings: [],
    notTested: ['active mode'],
  };
  const plain = probeText(report);
  const coloured = probeText(report, coloursFor(true));
  assert.ok(!plain.includes('\u001b'));
  assert.ok(coloured.includes('\u001b[32m'));
  assert.equal(coloured.replace(/\u001b\[\d+m/g, ''), plain);
  assert.equal(wantsColour({}, true), true);
  assert.equal(wantsColour({ NO_COLOR: '1' }, true), false);
  assert.equal(wantsColour({ FORCE_COLOR: '1' }, false), true);
  assert.equal(wantsColour({ TERM: 'dumb' }, true), false);
});
