// What `decode` says of packet captures.
import assert from 'node:assert/strict';
import test from 'node:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CaptureReader } from '../../../core/capture/index.js';
import { decodeCommand } from '../../../cli/decode.js';
import type { DecodeReport } from '../../../cli/decode-formats.js';
import { memoryIo } from '../cli/cli-io.js';
import { icmp, pcap, pcapng, RST, ACK, SYN, Talk, tcp, type Wire } from './capture-file.js';

const CLIENT = '203.0.113.9';
const SERVER = '198.51.100.20';

async function text(file: Uint8Array, ...args: string[]): Promise<string> {
  const { io, out } = memoryIo([file]);
  await decodeCommand(args, io);
  return out();
}

async function json(file: Uint8Array): Promise<DecodeReport> {
  return JSON.parse(await text(file, '--format', 'json')) as DecodeReport;
}

function first({ findings }: DecodeReport): string | undefined {
  return findings[0]?.id;
}

/** A session at that server whose 227 names an endpoint, and the data connection that follows. */
function session(
  named: string,
  data: (wires: Wire[], control: Talk) => void,
  { client = CLIENT, server = SERVER, port = 21 } = {},
): Wire[] {
  const wires: Wire[] = [];
  const control = new Talk(wires, `${client}:40001`, `${server}:${port}`).login(0);
  control.asks(100, 'PASV\r\n').says(110, `227 Entering Passive Mode (${named}).\r\n`);
  data(wires, control);
  return wires;
}

/** Four SYNs in seven seconds, and the client leaves. */
function silence(to: string, client = CLIENT): (wires: Wire[], control: Talk) => void {
  return (wires, control) => {
    const dial = new Talk(wires, `${client}:40002`, to);
    for (const ms of [120, 1120, 3120, 7120]) dial.syn(ms);
    control.asks(10_000, 'QUIT\r\n').says(10_010, '221 Goodbye.\r\n').serverEnds(10_011);
  };
}

function listing(to: string, client = CLIENT): (wires: Wire[], control: Talk) => void {
  return (wires, control) => {
    const data = new Talk(wires, `${client}:40002`, to).open(120, 20);
    control.asks(150, 'LIST\r\n').says(160, '150 Here comes the directory listing.\r\n');
    data.says(170, '-rw-r--r-- 1 0 0 5 Jan 01 00:00 a\r\n').serverEnds(171).clientEnds(172);
    control.says(180, '226 Directory send OK.\r\n').asks(190, 'QUIT\r\n').says(200, '221 Goodbye.\r\n');
    control.serverEnds(201);
  };
}

test('a silent data port is the finding, with packet, filter and story', async () => {
  const wires = session('198,51,100,20,90,160', silence(`${SERVER}:23200`));
  const report = await json(pcap(wires));
  assert.equal(report.source, 'capture');
  const [finding] = report.findings;
  assert.equal(finding?.id, 'DATA-DROP');
  assert.equal(finding.filter, 'tcp.port == 23200');
  const syn = 1 + wires.findIndex(({ ms }) => ms === 120);
  assert.deepEqual([finding.packet, finding.line], [syn, syn - 1]);
  const [endpoint] = report.endpoints;
  assert.deepEqual(
    [endpoint?.host, endpoint?.port, endpoint?.packet, endpoint?.line],
    [SERVER, 23200, syn - 1, syn - 2],
  );
  const said = await text(pcap(wires));
  assert.match(said, /227 with 198\.51\.100\.20:23200; the client sends 4 SYNs in 7 s, none is answered/);
  assert.match(said, /^error DATA-DROP: .* \(packet 11\)/);
});

test('the causes that a probe names are named from a capture', async () => {
  const cases: Readonly<Record<string, Wire[]>> = {
    'DATA-REJECT': session('198,51,100,20,90,160', (wires, control) => {
      new Talk(wires, `${CLIENT}:40002`, `${SERVER}:23200`).refuse(120);
      control.clientEnds(130);
    }),
    'DATA-PROHIB': session('198,51,100,20,90,160', (wires, control) => {
      const syn = tcp({ from: `${CLIENT}:40002`, to: `${SERVER}:23200`, flags: SYN, seq: 7 });
      wires.push({ ms: 120, ip: syn }, { ms: 130, ip: icmp(SERVER, 3, 10, syn) });
      control.clientEnds(140);
    }),
    'PASV-ADDR-PRIVATE': session('172,16,40,222,90,160', silence('172.16.40.222:23200')),
    'PASV-ADDR-LOOPBACK': session('127,0,0,1,90,160', (_wires, control) => {
      control.clientEnds(130);
    }),
    'CTL-DIES-ON-DATA': session('198,51,100,20,90,160', (wires, control) => {
      new Talk(wires, `${CLIENT}:40002`, `${SERVER}:23200`).open(120);
      control.asks(150, 'LIST\r\n').serverEnds(160);
    }),
    'DATA-NEVER-ARRIVED': session('198,51,100,20,90,160', (_wires, control) => {
      control.asks(150, 'LIST\r\n').says(60_150, '425 Failed to establish connection.\r\n');
    }),
  };
  for (const [id, wires] of Object.entries(cases)) assert.equal(first(await json(pcap(wires))), id);
});

test('a client that breaks off although no SYN was captured met a silent port', async () => {
  const wires = session('198,51,100,20,90,160', (_wires, control) => {
    control.asks(12_000, 'ABOR\r\n').says(12_010, '225 No transfer to ABOR.\r\n').clientEnds(12_020);
  });
  const { findings, story } = await json(pcap(wires));
  assert.equal(findings[0]?.id, 'DATA-DROP');
  assert.match(findings[0].evidence, /no SYN to port 23200 was captured/);
  assert.match(story.join('\n'), /no connection to it was captured/);
  // A client that leaves sooner may not have wanted the listing.
  const soon = session('198,51,100,20,90,160', (_wires, control) => {
    control.asks(300, 'QUIT\r\n').says(310, '221 Goodbye.\r\n').serverEnds(311);
  });
  assert.deepEqual((await json(pcap(soon))).findings, []);
});

test('bytes that are acknowledged late have arrived', async () => {
  const wires = session('198,51,100,20,90,160', (all, control) => {
    const data = new Talk(all, `${CLIENT}:40002`, `${SERVER}:23200`).open(120);
    control.asks(150, 'RETR big\r\n').says(160, '150 Opening data connection for big (3000 bytes).\r\n');
    data.says(170, 'x'.repeat(1000)).asks(171, '');
    data.says(172, 'x'.repeat(2000)).serverEnds(173);
    control.says(174, '226 Transfer complete.\r\n');
    data.clientEnds(175);
    control.asks(190, 'QUIT\r\n').says(200, '221 Goodbye.\r\n').serverEnds(201);
  });
  const { findings, understood } = await json(pcap(wires));
  assert.deepEqual(findings, []);
  assert.equal(understood.completedTransfers, 1);
});

test('active mode that the client’s side refuses', async () => {
  const wires: Wire[] = [];
  const control = new Talk(wires, `${CLIENT}:40001`, `${SERVER}:21`).login(0);
  control
    .asks(100, 'PORT 203,0,113,9,195,80\r\n')
    .says(110, '200 PORT command successful. Consider using PASV.\r\n');
  control.asks(120, 'LIST\r\n');
  new Talk(wires, `${SERVER}:20`, `${CLIENT}:50000`).refuse(130);
  control.says(140, '425 Failed to establish connection.\r\n');
  const report = await json(pcap(wires));
  assert.equal(first(report), 'ACT-CLIENT-FW');
  assert.match(report.story.join('\n'), /the server’s SYN is refused/);
});

/** An IP packet of routers that carries another one. */
function tunnel(protocol: number, inner: Buffer): Buffer {
  const head = Buffer.from('450000000000000040000000c0000201c0000202', 'hex');
  head.writeUInt16BE(20 + inner.length, 2);
  head.writeUInt8(protocol, 9);
  return Buffer.concat([head, inner]);
}

test('a sound session has no finding, in every kind of file', async () => {
  const wires = session('198,51,100,20,90,160', listing(`${SERVER}:23200`), { port: 2121 });
  const sll = Buffer.from('00000001000602000000000100000800', 'hex');
  const sll2 = Buffer.from('0800000000000002000100060200000000010000', 'hex');
  const vlan = Buffer.from('02000000000102000000000288a800058100000a0800', 'hex');
  const files = {
    little: pcap(wires),
    big: pcap(wires, { big: true }),
    nano: pcap(wires, { nano: true }),
    pcapng: pcapng(wires),
    gzip: gzipSync(pcap(wires)),
    qinq: pcap(wires, { prefix: vlan }),
    cooked: pcap(wires, { link: 113, prefix: sll }),
    cooked2: pcap(wires, { link: 276, prefix: sll2 }),
    raw: pcap(wires, { link: 101, prefix: Buffer.alloc(0) }),
    ppp: pcap(wires, { link: 9, prefix: Buffer.from([0xff, 3, 0, 0x21]) }),
    mpls: pcap(wires, {
      prefix: Buffer.from('02000000000102000000000288470001004000020140', 'hex'),
    }),
    gre: pcap(
      wires.map(({ ms, ip }) => ({
        ms,
        ip: tunnel(47, Buffer.concat([Buffer.from('2000080000000007', 'hex'), ip])),
      })),
    ),
    ipip: pcap(wires.map(({ ms, ip }) => ({ ms, ip: tunnel(4, ip) }))),
    loop: pcap(wires, { link: 0, prefix: Buffer.from([2, 0, 0, 0]) }),
  };
  for (const [kind, file] of Object.entries(files)) {
    const { findings, understood, endpoints } = await json(file);
    assert.deepEqual(findings, [], kind);
    assert.equal(understood.completedTransfers, 1, kind);
    assert.equal(endpoints[0]?.packet, 10, kind);
    assert.match(await text(file), /^Nothing wrong: 1 transfer completed/, kind);
  }
});

test('a server of the client’s own network may name its private address', async () => {
  const inside = { client: '192.168.1.7', server: '192.168.1.10' };
  const wires = session('192,168,1,10,90,160', listing('192.168.1.10:23200', inside.client), inside);
  assert.deepEqual((await json(pcap(wires))).findings, []);
});

test('at a server behind NAT its private address in a 227 is a fault where the client is outside', async () => {
  const wires = session(
    '10,0,0,5,90,160',
    (_wires, control) => {
      control.asks(12_000, 'QUIT\r\n').says(12_010, '221 Goodbye.\r\n').serverEnds(12_011);
    },
    { server: '10.0.0.5' },
  );
  assert.equal(first(await json(pcap(wires))), 'PASV-ADDR-PRIVATE');
  const right = session('198,51,100,20,90,160', listing('10.0.0.5:23200'), { server: '10.0.0.5' });
  assert.deepEqual((await json(pcap(right))).findings, []);
});

test('no password reaches the output, wherever packets cut it', async () => {
  const wires: Wire[] = [];
  const control = new Talk(wires, `${CLIENT}:40001`, `${SERVER}:21`).open(0).says(20, '220 FTP\r\n');
  control.asks(30, 'USER anna\r\n').says(40, '331 Password\r\n');
  control.asks(50, 'PASS open').asks(51, 'sesame\r\n').says(60, '530 Not this: opensesame\r\n');
  control.asks(70, 'opensesame\r\n').says(80, '500 Unknown.\r\n');
  control.asks(90, 'SITE PSWD opensesame another\r\n').says(95, '500 SITE PSWD: opensesame is wrong.\r\n');
  const lossy = wires.filter((_, i) => i !== wires.length - 7 && i !== wires.length - 5);
  for (const some of [wires, lossy, wires.slice(7)])
    for (const format of ['text', 'json'])
      assert.doesNotMatch(await text(pcap(some), '--format', format), /sesame/);
});

test('order, repeats, overlaps and numbers that wrap do not matter', async () => {
  const wires: Wire[] = [];
  const [from, to] = [`${SERVER}:21`, `${CLIENT}:40001`];
  const said = '220 FTP ready\r\n331 x\r\n230 in\r\n227 Entering Passive Mode (198,51,100,20,90,160).\r\n';
  const seq = 2 ** 32 - 20;
  const part = (ms: number, start: number, end: number): void => {
    const data = said.slice(start, end);
    wires.push({ ms, ip: tcp({ from, to, flags: ACK, seq: seq + 1 + start, ack: 5, data }) });
  };
  wires.push({ ms: 0, ip: tcp({ from: to, to: from, flags: SYN, seq: 4 }) });
  wires.push({ ms: 1, ip: tcp({ from, to, flags: SYN | ACK, seq, ack: 5 }) });
  part(2, 0, 10);
  part(3, 25, 50);
  part(4, 5, 15);
  part(5, 0, 10);
  part(6, 12, 30);
  part(7, 45, said.length);
  const { endpoints } = await json(pcap(wires));
  assert.deepEqual(
    endpoints.map(({ port, packet }) => [port, packet]),
    [[23200, 8]],
  );
});

test('a reply that follows lost packets is read', async () => {
  const wires = session('198,51,100,20,90,160', listing(`${SERVER}:23200`));
  const { endpoints, understood } = await json(pcap(wires.filter((_, i) => i !== 5 && i !== 7)));
  assert.deepEqual([endpoints.length, understood.completedTransfers], [1, 1]);
});

test('mail, news and the web are no FTP', async () => {
  const dialogues: readonly (readonly [string, string])[] = [
    ['220 mail ESMTP\r\n', 'EHLO me\r\n'],
    ['200 news ready\r\n', 'MODE READER\r\n'],
    ['', 'GET /227 (1,2,3,4,5,6) HTTP/1.1\r\n'],
    ['SSH-2.0-OpenSSH\r\n', 'SSH-2.0-me\r\n'],
    ['+OK POP3\r\n', 'USER anna\r\n'],
  ];
  for (const [greeting, command] of dialogues) {
    const wires: Wire[] = [];
    const talk = new Talk(wires, `${CLIENT}:40001`, `${SERVER}:2525`).open(0);
    if (greeting !== '') talk.says(20, greeting);
    talk.asks(30, command).says(40, '250 ok\r\n').clientEnds(50, RST);
    const { understood, findings } = await json(pcap(wires));
    assert.equal(understood.sessions, 0, command);
    assert.deepEqual(findings, [], command);
  }
});

test('an FTP port that does not answer', async () => {
  const wires: Wire[] = [];
  const dial = new Talk(wires, `${CLIENT}:40001`, `${SERVER}:21`);
  for (const ms of [0, 1000, 3000, 7000]) dial.syn(ms);
  assert.equal(first(await json(pcap(wires))), 'NET-CTRL-TIMEOUT');
});

test('a file is read up to where it is cut, wherever that is', async () => {
  const whole = pcap(session('198,51,100,20,90,160', silence(`${SERVER}:23200`)));
  for (let end = 24; end < whole.length; end += 17) {
    const report = await json(whole.subarray(0, end));
    assert.equal(report.source, 'capture');
  }
  const zipped = gzipSync(whole);
  assert.equal((await json(zipped.subarray(0, zipped.length - 20))).source, 'capture');
  assert.ok((await json(whole.subarray(0, whole.length - 5))).notTested.some((gap) => gap.includes('cut')));
});

test('two files say which of them shows what', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-capture-'));
  try {
    const [here, there] = ['client.pcap', 'server.pcap'].map((name) => path.join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(here, pcap(session('198,51,100,20,90,160', listing(`${SERVER}:23200`))));
    writeFileSync(there, pcap(session('198,51,100,20,90,160', silence(`${SERVER}:23200`))));
    const { endpoints, findings, story, compared } = JSON.parse(
      await text(Buffer.alloc(0), '--format', 'json', here, there),
    ) as DecodeReport;
    assert.deepEqual(
      endpoints.map(({ file }) => file),
      [0, 1],
    );
    assert.deepEqual(
      findings.map(({ id, file }) => [id, file]),
      [['DATA-DROP', 1]],
    );
    assert.equal(story.filter((line) => line.startsWith('file ')).length, 2);
    assert.ok(Array.isArray(compared));
    assert.match(await text(Buffer.alloc(0), here, there), /^Both files compared$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('whatever bytes a capture holds, reading them ends well', () => {
  const whole = pcap(session('198,51,100,20,90,160', silence(`${SERVER}:23200`)));
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 200; round++) {
    const file = Buffer.from(
      round % 2 === 0 ? whole : pcapng(session('8,8,8,8,1,2', silence('8.8.8.8:258'))),
    );
    for (let i = 0; i < 1 + random(20); i++) file[24 + random(file.length - 24)] = random(256);
    const reader = new CaptureReader();
    for (let at = 0; at < file.length; at += 1 + (round % 977))
      reader.push(file.subarray(at, at + 1 + (round % 977)));
    reader.end();
    assert.ok(reader.story().length < 2000);
  }
});
