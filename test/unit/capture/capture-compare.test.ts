// Two captures of one session, taken at both ends.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CaptureReader, compareCaptures, type Difference } from '../../../core/capture/index.js';
import { ACK, pcap, RST, SYN, Talk, tcp, type Wire } from './capture-file.js';

const CLIENT = '192.168.1.9';
const OUTER = '203.0.113.9';
const SERVER = '198.51.100.20';
const FAR_TTL = 61;

interface Shape {
  readonly client?: string;
  readonly named?: string;
  readonly isTls?: boolean;
}

/** The dialogue as one end has it; `data`: what that end has of the data connection. */
function session(
  data: (wires: Wire[]) => void,
  { client = CLIENT, named = '198,51,100,20,90,160', isTls = false }: Shape = {},
): Wire[] {
  const wires: Wire[] = [];
  const control = new Talk(wires, `${client}:40001`, `${SERVER}:21`).login(0);
  if (isTls) control.asks(70, 'AUTH TLS\r\n').says(75, '234 Proceed.\r\n');
  control.asks(100, 'PASV\r\n').says(110, `227 Entering Passive Mode (${named}).\r\n`);
  data(wires);
  control.asks(10_000, 'QUIT\r\n').says(10_010, '221 Goodbye.\r\n').serverEnds(10_011).clientEnds(10_012);
  return wires;
}

/** Packets of that sender have come some way. */
function fromAfar(wires: readonly Wire[], sender: string): Buffer {
  const source = Buffer.from(sender.split('.').map(Number));
  for (const { ip } of wires) if (ip.subarray(12, 16).equals(source)) ip.writeUInt8(FAR_TTL, 8);
  return pcap(wires);
}

function atClient(wires: readonly Wire[]): Buffer {
  return fromAfar(wires, SERVER);
}

function atServer(wires: readonly Wire[], client = CLIENT): Buffer {
  return fromAfar(wires, client);
}

function compared(...files: readonly [Buffer, Buffer]): readonly Difference[] {
  const [first, second] = files.map((file) => {
    const reader = new CaptureReader();
    reader.push(file);
    reader.end();
    return reader;
  });
  assert.ok(first && second);
  return compareCaptures(first, second);
}

function words(differences: readonly Difference[]): string {
  return differences.map(({ text }) => text).join('\n');
}

function syns(wires: Wire[], client = CLIENT): void {
  const dial = new Talk(wires, `${client}:40002`, `${SERVER}:23200`);
  for (const ms of [120, 1120, 3120, 7120]) dial.syn(ms);
}

function listing(wires: Wire[]): void {
  new Talk(wires, `${CLIENT}:40002`, `${SERVER}:23200`)
    .open(120)
    .says(170, '-rw-r--r-- 1 0 0 5 Jan 01 00:00 a\r\n')
    .serverEnds(171)
    .clientEnds(172);
}

const nothing = (): void => undefined;

test('a SYN that one end sends and the other does not get', () => {
  const client = atClient(session(syns));
  const told = compared(client, atServer(session(nothing)));
  const lost = told.find(({ text }) => text.includes('4 SYNs'));
  assert.match(
    lost?.text ?? '',
    /client sends 4 SYNs to port 198\.51\.100\.20:23200 \(file 1\); none reaches file 2/,
  );
  assert.deepEqual(lost?.packets, [11, null]);
  assert.deepEqual(lost.filters, ['tcp.port == 23200', 'tcp.port == 23200']);
  assert.match(words(told), /3 routers lie between/);
  const turned = compared(atServer(session(nothing)), client);
  assert.match(words(turned), /4 SYNs to port 198\.51\.100\.20:23200 \(file 2\); none reaches file 1/);
  assert.deepEqual(turned.find(({ text }) => text.includes('4 SYNs'))?.packets, [null, 11]);
});

test('the same session at both ends has no difference but the way', () => {
  const told = compared(atClient(session(listing)), atServer(session(listing)));
  assert.equal(told.length, 1, words(told));
  assert.match(words(told), /routers/);
});

test('another session is not compared', () => {
  const wires: Wire[] = [];
  new Talk(wires, '192.168.1.70:40009', `${SERVER}:21`).open(0).says(5, '220 other\r\n').asks(9, 'FEAT\r\n');
  assert.deepEqual(compared(atClient(session(syns)), pcap(wires)), []);
});

test('a capture that ends early does not prove that a SYN was lost', () => {
  const short = session(nothing).slice(0, 10);
  assert.doesNotMatch(words(compared(atClient(session(syns)), atServer(short))), /lost/);
});

test('a 227 that is rewritten, and a translated client', () => {
  const near = session(nothing, { named: '198,51,100,20,90,160' });
  const far = session(nothing, { named: '10,0,0,5,90,160', client: OUTER });
  const told = compared(atClient(near), atServer(far, OUTER));
  assert.match(words(told), /The client is 192\.168\.1\.9 in file 1 and 203\.0\.113\.9 in file 2/);
  assert.match(
    words(told),
    /server sends `227 [^`]*10,0,0,5,90,160\)\.?` \(file 2\), and `227 [^`]*198,51,100,20,90,160\)\.?` arrives \(file 1\)/,
  );
});

test('a reset that the server did not send', () => {
  const refused = session((wires) => void new Talk(wires, `${CLIENT}:40002`, `${SERVER}:23200`).refuse(120));
  assert.match(
    words(compared(atClient(refused), atServer(session(nothing)))),
    /refused by a reset in file 1, and file 2 does not hold it: something in between answers in the server’s place/,
  );
  const open = (by: 'reset' | 'none') => (wires: Wire[]) => {
    const data = new Talk(wires, `${CLIENT}:40002`, `${SERVER}:23200`).open(120).says(130, 'a\r\n');
    if (by === 'reset') data.serverEnds(140, RST | ACK);
    else data.clientEnds(145, RST);
  };
  assert.match(
    words(compared(atClient(session(open('reset'))), atServer(session(open('none'))))),
    /file 1 has a reset of the connection to port [\d.:]+ in the server’s name, which file 2 does not hold/,
  );
});

test('an answer that gets lost on the way back, and data that does', () => {
  const answered = (wires: Wire[]): void => {
    syns(wires);
    const from = `${SERVER}:23200`;
    wires.push({ ms: 7130, ip: tcp({ from, to: `${CLIENT}:40002`, flags: SYN | ACK, seq: 7, ack: 1001 }) });
  };
  assert.match(
    words(compared(atClient(session(syns)), atServer(session(answered)))),
    /server answers the SYN to port [\d.:]+ \(file 2\), and the answer does not reach file 1/,
  );
  const data = (has: boolean) => (wires: Wire[]) => {
    const talk = new Talk(wires, `${CLIENT}:40002`, `${SERVER}:23200`).open(120);
    if (has) talk.says(170, 'x'.repeat(1400));
    talk.clientEnds(9000);
  };
  assert.match(
    words(compared(atClient(session(data(false))), atServer(session(data(true))))),
    /server sends 1,400 bytes over port [\d.:]+ \(file 2\); none of them are in file 1/,
  );
});
