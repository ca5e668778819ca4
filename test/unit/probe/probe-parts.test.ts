import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { mayDial } from '../../../probe/session/may-dial.js';
import { printable, quoted } from '../../../core/events/printable.js';
import { RecordTap } from '../../../probe/wire/record-tap.js';
import {
  MAX_REPLY_BYTES,
  MAX_SKIPPED_BYTES,
  ReplyReader,
  type Reply,
} from '../../../probe/wire/reply-reader.js';
import { rangeOf, type PortState } from '../../../probe/range/range.js';

/** All that a reader makes of some text, fed in pieces of so many bytes. */
function read(text: string, size = text.length): unknown[] {
  const reader = new ReplyReader();
  const bytes = Buffer.from(text);
  const found: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...reader.push(bytes.subarray(at, at + size)));
  return [...found, reader.end()];
}

const reply = (code: number, text: string): object => ({ kind: 'reply', code, text });

test('replies are framed the same however they are cut', () => {
  const text =
    '220-Welcome\r\n220 is not the end of 220-this\r\n331 Password?\r\n211-Features:\r\n 211 SIZE\r\n500 x\r\n211 End\r\n200\r\n';
  const expected = [
    reply(220, 'Welcome\nis not the end of 220-this'),
    reply(331, 'Password?'),
    reply(211, 'Features:\n 211 SIZE\n500 x\nEnd'),
    reply(200, ''),
    null,
  ];
  for (const size of [1, 2, 3, 7, 1000]) assert.deepEqual(read(text, size), expected);
});

test('what is no reply is told apart, and nothing is read after it', () => {
  const kinds = (text: string): unknown[] =>
    read(text).map((one) =>
      one === null ? null : ((one as { kind: string; reason?: string }).reason ?? 'reply'),
    );
  assert.deepEqual(kinds('SSH-2.0-x\r\n220 later\r\n'), ['not-a-reply', null]);
  assert.deepEqual(kinds('220-never\r\nended\r\n'), ['unfinished']);
  assert.deepEqual(kinds('22'), ['unfinished']);
  assert.deepEqual(kinds('x'.repeat(MAX_REPLY_BYTES + 1)), ['too-long', null]);
  assert.deepEqual(kinds(`220-a\r\n${'\n'.repeat(MAX_SKIPPED_BYTES)}`), ['too-long', null]);
  assert.deepEqual(kinds(`220 ${'x'.repeat(MAX_SKIPPED_BYTES)}`), ['too-long', null]);
});

test('last words count without the end of their line, once the connection has ended', () => {
  const last = (text: string): unknown => {
    const reader = new ReplyReader();
    reader.push(Buffer.from(text));
    return reader.lastWords();
  };
  assert.deepEqual(last('500 OOPS: priv_sock_get_cmd'), reply(500, 'OOPS: priv_sock_get_cmd'));
  assert.deepEqual(last('220 hello\r\n421 Bye'), reply(421, 'Bye'));
  assert.equal((last('211-Features:\r\n211 En') as { reason: string }).reason, 'unfinished');
  assert.equal((last('50') as { reason: string }).reason, 'unfinished');
  assert.equal(last('220 hello\r\n'), null);
});

test('of a long reply the beginning is kept, and the one after it is read', () => {
  const lines = ' EPSV\r\n'.repeat(MAX_REPLY_BYTES / 4);
  for (const long of [
    `211-Features:\r\n${lines}211 End\r\n`,
    `211 ${'x'.repeat(2 * MAX_REPLY_BYTES)}\r\n`,
    `211-${'x'.repeat(2 * MAX_REPLY_BYTES)}\r\n211 End\r\n`,
  ])
    for (const size of [1000, 1023, long.length + 50]) {
      const [first, second, ...rest] = read(`${long}200 ok\r\n`, size) as Reply[];
      assert.equal(first?.code, 211);
      assert.equal(first.cutFrom, long.length);
      assert.ok(first.text.length <= MAX_REPLY_BYTES);
      assert.deepEqual([second, ...rest], [reply(200, 'ok'), null]);
    }
});

/** Sends bytes through a tap; resolves with what reached TLS and what was found in clear. */
async function tapped(chunks: readonly Buffer[]): Promise<{ passed: Buffer; plain: string[] }> {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    void (async () => {
      for (const chunk of chunks) {
        socket.write(chunk);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      socket.end();
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const raw = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const plain: string[] = [];
  const tap = new RecordTap(raw, (text) => plain.push(text));
  const passed: Buffer[] = [];
  tap.on('data', (chunk: Buffer) => passed.push(chunk)).on('error', () => undefined);
  await once(tap, 'close');
  server.close();
  return { passed: Buffer.concat(passed), plain };
}

function record(type: number, length: number): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 3, length >> 8, length & 255]), Buffer.alloc(length, 0x35)]);
}

/** Cuts bytes into pieces of one size. */
function pieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, i * size + size),
  );
}

test('TLS records pass the tap unchanged, plain text after them does not', async () => {
  const records = Buffer.concat([record(22, 100), record(20, 1), record(23, 0), record(23, 16_640)]);
  const oops = '500 OOPS: vsftpd: refusing to run with writable root inside chroot()\r\n';
  for (const chunks of [
    [Buffer.concat([records, Buffer.from(oops)])],
    [records, Buffer.from(oops.slice(0, 3)), Buffer.from(oops.slice(3))],
    pieces(Buffer.concat([record(22, 20), Buffer.from(oops)]), 3),
  ]) {
    const { passed, plain } = await tapped(chunks);
    assert.deepEqual(plain, [oops]);
    assert.ok(!passed.includes('OOPS'));
  }
  assert.deepEqual(await tapped([records]), { passed: records, plain: [] });
});

test('what only begins like a record is plain text as a whole', async () => {
  // 0x16 0x03 0x09: no such version; a length past the limit.
  for (const bytes of [Buffer.from([0x16, 3, 9, 65, 66, 67]), Buffer.from([0x17, 3, 3, 0xff, 0xff, 65])]) {
    for (const size of [1, 6]) {
      const { plain } = await tapped(pieces(bytes, size));
      assert.deepEqual(plain, [bytes.toString('utf8')], `in pieces of ${size}`);
    }
  }
});

test('only the addresses of the name, and those that the user agreed to, may be dialled', () => {
  const name = ['198.51.100.20', '10.0.0.5', '2001:db8::5'];
  const cases: [advertised: string, dialable: readonly string[], may: boolean][] = [
    ['198.51.100.20', name, true],
    ['10.0.0.5', name, true],
    ['2001:db8:0::5', name, true],
    // Of the same kind, and not of the name.
    ['10.0.0.6', name, false],
    ['198.51.100.21', name, false],
    ['127.0.0.2', ['127.0.0.1'], false],
    ['192.168.1.4', ['192.168.1.1'], false],
    ['169.254.169.254', name, false],
    ['0.0.0.0', name, false],
    ['not.an.address', name, false],
    // What carries another address counts as that one.
    ['::ffff:10.0.0.5', name, true],
    ['64:ff9b::a00:5', name, true],
    ['2002:a00:5::1', name, true],
    ['::ffff:10.0.0.99', name, false],
    ['64:ff9b::a00:63', name, false],
    ['2002:a00:63::1', name, false],
    ['2002:a00:63::1', [...name, '10.0.0.99'], true],
    ['198.51.100.20', ['64:ff9b::c633:6414'], true],
  ];
  for (const [advertised, dialable, may] of cases)
    assert.equal(mayDial(advertised, { peer: '1.1.1.1', dialable }), may, `${advertised} ${dialable.join()}`);
  assert.equal(mayDial('1.1.1.1', { peer: '::ffff:1.1.1.1', dialable: [] }), true);
});

test('samples become spans in the order of their ports', () => {
  assert.equal(rangeOf(new Map()), null);
  const range = rangeOf(
    new Map<number, PortState>([
      [3150, 'silent'],
      [3001, 'open'],
      [3300, 'silent'],
      [3090, 'open'],
      [3200, 'open'],
    ]),
  );
  assert.deepEqual(range, {
    seen: [3001, 3300],
    open: [
      [3001, 3090],
      [3200, 3200],
    ],
    silent: [
      [3150, 3150],
      [3300, 3300],
    ],
    refused: [],
    exact: false,
  });
});

test('text of a server is shown without steering anything', () => {
  assert.equal(printable('a\x1b[31m\x00\x7f\u0085\u202eb\tc\nd'), 'a\\x1b[31m\\x00\\x7f\\x85\\u202eb c\nd');
  assert.equal(quoted(' one \r\n two\r\n'), 'one / two');
  assert.equal(printable('x'.repeat(10), 4), 'xxxx…');
});
