import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { decodeCommand } from '../../../cli/decode.js';
import type { DecodeReport } from '../../../cli/decode-formats.js';
import { UsageError } from '../../../cli/io.js';
import { LINE_LIMIT, textLines } from '../../../cli/text-lines.js';
import { memoryIo, pieces } from './cli-io.js';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly writes: number;
}

async function run(input: Iterable<Uint8Array | string>, ...args: string[]): Promise<Ran> {
  const { io, out, written } = memoryIo(input);
  const code = await decodeCommand(args, io);
  return { code, out: out(), writes: written.length };
}

async function json(input: string, ...args: string[]): Promise<DecodeReport & { code: number }> {
  const { out, code } = await run([input], '--format', 'json', ...args);
  return { ...(JSON.parse(out) as DecodeReport), code };
}

async function lines(...parts: (Uint8Array | string)[]): Promise<string[]> {
  const all: string[] = [];
  for await (const some of textLines(pieces(parts))) all.push(...some);
  return all;
}

test('one JSON object with the endpoint in its place', async () => {
  const report = await json('one\ntwo\n😀 < 227 Entering Passive Mode (192,168,1,10,15,128).\n');
  assert.equal(report.version, 1);
  assert.deepEqual(report.endpoints, [
    {
      line: 2,
      character: 31,
      length: 21,
      kind: 'PASV',
      direction: 'reply',
      host: '192.168.1.10',
      port: 3968,
      addressClass: 'private',
      problems: ['pasv-addr-private'],
    },
  ]);
});

test('an empty text gives an empty object', async () => {
  for (const input of ['', '\n', 'nothing here\n']) {
    const { endpoints, findings, code } = await json(input);
    assert.deepEqual([endpoints, findings, code], [[], [], 0], JSON.stringify(input));
  }
});

test('findings decide the exit code', async () => {
  const log =
    '< 220 x\n> USER a\n< 331 x\n> PASS b\n< 230 x\n> PASV\n< 550 Permission denied.\n> EPSV\n< 550 Permission denied.\n';
  const report = await json(log);
  assert.ok(
    report.findings.some(({ id }) => id === 'PASV-DISABLED'),
    JSON.stringify(report.findings),
  );
  assert.equal(report.code, 1);
  assert.equal((await json(log, '--fail-on', 'never')).code, 0);
});

test('a finding that is known and accepted is counted, and does not fail', async () => {
  const log =
    '< 220 x\n> USER a\n< 331 x\n> PASS b\n< 230 x\n> PASV\n< 550 Permission denied.\n> EPSV\n< 550 Permission denied.\n';
  const report = await json(log, '--ignore', 'PASV-*', '--ignore', 'EPSV-*');
  assert.ok(!report.findings.some(({ id }) => id.startsWith('PASV-')));
  assert.equal(report.code, 0);
  const { out } = await run([log], '--ignore', 'PASV-DISABLED');
  assert.match(out, /1 finding is switched off/);
  await assert.rejects(run([log], '--ignore', 'no id'), UsageError);
});

test('peer and configuration change the judgement', async () => {
  const reply = '227 Entering Passive Mode (10,0,0,5,12,166).\n';
  const problems = async (...args: string[]): Promise<readonly string[] | undefined> =>
    (await json(reply, ...args)).endpoints[0]?.problems;
  assert.deepEqual(await problems(), ['pasv-addr-private']);
  assert.deepEqual(await problems('--peer', '10.0.0.5'), []);
  const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-decode-'));
  try {
    const config = path.join(folder, 'vsftpd.conf');
    writeFileSync(config, 'pasv_min_port=3001\npasv_max_port=3100\n');
    assert.deepEqual(await problems('--peer', '10.0.0.5', '--config', config), ['pasv-range-out']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('arguments that make no sense end with an explanation and no output', async () => {
  const wrong = [
    ['a', 'b', 'c'],
    ['--peer', 'name'],
    ['--format', 'xml'],
    ['--nonsense'],
    ['/nonexistent/file'],
    ['/'],
    ['--config', '/nonexistent', '-'],
  ];
  for (const args of wrong) await assert.rejects(run([''], ...args), UsageError, args.join(' '));
});

test('nothing of a hostile log reaches the terminal as it is', async () => {
  const log =
    '< 227 Entering Passive Mode (8,8,8,8,4,1)\u001b]0;x\u0007\n> PASV\n< 500 OOPS: \u001b[2J\u009b31minvalid pasv_address\u202e\r\n';
  for (const format of ['text', 'json']) {
    const { out } = await run([log], '--format', format);
    assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/, format);
    assert.match(out, /OOPS/);
  }
});

test('a password of the log is in no output', async () => {
  const log = '< 220 x\n> USER anna\n< 331 x\n> PASS opensesame\n< 530 Login incorrect.\n';
  for (const format of ['text', 'json'])
    assert.ok(!(await run([log], '--format', format)).out.includes('opensesame'));
});

test('a long log is written while it is read', async () => {
  const session =
    '> PASV\r\n< 227 Entering Passive Mode (8,8,8,8,12,166).\r\n> LIST\r\n< 150 x\r\n< 226 x\r\n';
  const part = Buffer.from(session.repeat(200));
  const parts = Array.from({ length: 50 }, () => part);
  const { out, writes } = await run(parts, '--format', 'json');
  const report = JSON.parse(out) as DecodeReport;
  assert.equal(report.endpoints.length, 10_000);
  assert.equal(report.endpoints.at(-1)?.line, 5 * 10_000 - 4);
  assert.ok(writes > 10, String(writes));
});

test('a source that breaks off still gives one whole object', async () => {
  const { io, out } = memoryIo(
    (async function* () {
      yield await Promise.resolve(Buffer.from('227 Entering Passive Mode (8,8,8,8,4,1)\n'));
      throw Object.assign(new Error('EIO: i/o error, read'), { syscall: 'read', code: 'EIO' });
    })(),
  );
  await assert.rejects(decodeCommand(['--format', 'json'], io), UsageError);
  assert.equal((JSON.parse(out()) as DecodeReport).endpoints.length, 1);
});

test('lines end with LF, CRLF and CR, also between two pieces', async () => {
  assert.deepEqual(await lines('a\nb\r\nc\rd'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(await lines('a\r', '\nb\r', 'c\r', '\n', '\nd'), ['a', 'b', 'c', '', 'd']);
  assert.deepEqual(await lines('a', 'b', '\n'), ['ab']);
  assert.deepEqual(await lines(''), []);
  assert.deepEqual(await lines('\n\n'), ['', '']);
});

test('text is UTF-8 with repairs, or UTF-16 with its mark', async () => {
  assert.deepEqual(await lines(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62, 0x0a])), ['a\ufffdb']);
  const smile = Buffer.from('😀\n');
  assert.deepEqual(await lines(smile.subarray(0, 2), smile.subarray(2)), ['😀']);
  assert.deepEqual(await lines(Buffer.from('\ufeff227 x\r\ny\n', 'utf16le')), ['227 x', 'y']);
  assert.deepEqual(await lines(Buffer.from([0x61, 0xe2, 0x82])), ['a\ufffd']);
});

test('of an endless line only the beginning is kept', async () => {
  const part = 'x'.repeat(50_000);
  const found = await lines(...Array.from({ length: 100 }, () => part), '\nnext\n');
  assert.deepEqual(
    found.map((line) => line.length),
    [LINE_LIMIT, 4],
  );
});

test('the settings of the project change findings, and what is off is counted', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-decode-'));
  try {
    const log = path.join(folder, 'session.log');
    const settings = path.join(folder, '.vsftpd-lens.json');
    writeFileSync(
      log,
      'Status: Connecting to 198.51.100.7:21...\nResponse: 227 Entering Passive Mode (192,168,1,10,15,128).\n',
    );
    const read = async (...args: string[]): Promise<DecodeReport> =>
      JSON.parse((await run([], '--format', 'json', ...args, log)).out) as DecodeReport;
    const [first] = (await read()).findings;
    assert.ok(first);
    writeFileSync(settings, JSON.stringify({ findings: { [first.id]: 'information' } }));
    assert.equal((await read()).findings.find(({ id }) => id === first.id)?.severity, 'information');
    writeFileSync(settings, JSON.stringify({ findings: { '*': 'off' } }));
    const { findings, switchedOff } = await read();
    assert.deepEqual([findings, switchedOff], [[], 1]);
    const text = await run([], log);
    assert.equal(text.code, 0);
    assert.match(text.out, /^1 finding is switched off by /m);
    assert.doesNotMatch(text.out, /Nothing wrong/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the report says what it was made of', async () => {
  assert.equal((await json('220 hello\n')).source, 'text');
});

test('colours only where they are wanted', async () => {
  const log = '227 Entering Passive Mode (192,168,1,10,15,128).\n\u001b[31merror X: y\n';
  const { io, out } = memoryIo([log]);
  await decodeCommand(['--peer', '198.51.100.7'], { ...io, isColoured: true });
  assert.match(out(), /^\u001b\[3[134]m(?:error|warning|information)\u001b\[0m \u001b\[1m[A-Z-]+: /m);
  assert.doesNotMatch((await run([log])).out, /\u001b/);
});

const SILENT = [
  'Status:\tConnecting to 203.0.113.9:21...',
  'Command:\tPASV',
  'Response:\t227 Entering Passive Mode (203,0,113,9,195,80).',
  'Command:\tMLSD',
  'Error:\tConnection timed out after 20 seconds of inactivity',
  'Error:\tFailed to retrieve directory listing',
];

test('a failure comes with the command that captures this server', async () => {
  const { out } = await run([SILENT.join('\n')]);
  assert.match(out, /\n {2}tcpdump -i any -s 0 -w ftp\.pcap 'host 203\.0\.113\.9 or icmp or icmp6'\n/);
  const unnamed = await run([SILENT.slice(1).join('\n')]);
  assert.match(unnamed.out, /-w ftp\.pcap 'tcp or icmp or icmp6'\n/);
  const folder = mkdtempSync(path.join(tmpdir(), 'decode-'));
  try {
    const file = path.join(folder, 'vsftpd.conf');
    writeFileSync(file, 'pasv_min_port=40000\npasv_max_port=40100\n');
    const known = await run([SILENT.slice(1).join('\n')], '--config', file);
    assert.match(known.out, /'tcp port 21 or tcp port 20 or tcp portrange 40000-40100 or icmp/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const sound = await run(['> LIST\n< 150 Here\n< 226 Done\n']);
  assert.doesNotMatch(sound.out, /tcpdump/);
});

test('the answer stands in the first ten lines, however long the log is', async () => {
  const listing =
    '> PASV\n< 227 Entering Passive Mode (203,0,113,9,195,80).\n> LIST\n< 150 Here\n< 226 Done\n';
  const { out } = await run([listing.repeat(3000), SILENT.join('\n')]);
  const first = out.split('\n').slice(0, 10).join('\n');
  assert.match(first, /^error DATA-/);
  assert.match(first, /\n {2}Fix: {2}\S/);
});
