import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { endpointText } from '../../../core/reply/index.js';
import {
  exchangesOf,
  readTranscript,
  TranscriptReader,
  type TranscriptEvent,
} from '../../../core/transcript/index.js';
import { ROWS } from '../../../core/transcript/formats/rows.js';
import { IS_UPDATE } from '../../update.js';

const FIXTURES = 'test/fixtures/transcripts';
const STORIES = 'test/fixtures/stories';

/** Passwords that stand in the fixtures. */
const SECRETS = ['opensesame', 'secret'];

function eventsOf(name: string): { text: string; events: TranscriptEvent[] } {
  const text = readFileSync(path.join(FIXTURES, name), 'utf8');
  return { text, events: readTranscript(text) };
}

/** The dialogue in short: `PASV`, `227`, `227 10.0.0.5:61583`, `!refused data`, `LIST no-data`. */
function story(events: readonly TranscriptEvent[]): string[] {
  return events.map((event) => {
    const label = event.session === undefined ? '' : `${event.session}| `;
    switch (event.kind) {
      case 'command':
        return `${label}${[event.verb, event.argument].filter((part) => part !== undefined).join(' ')}`;
      case 'reply':
        return `${label}${event.code}${event.to === undefined ? '' : ` to ${event.to}`}${event.broken ? ' broken' : ''}`;
      case 'endpoint':
        return `${label}${event.mention ? 'mentions' : 'names'} ${event.endpoint.kind} ${endpointText(event.endpoint)}`;
      case 'note':
        return `${label}!${event.note} ${event.channel ?? ''}`;
      case 'connect':
        return `${label}${event.channel} ${event.host ?? '?'}:${event.port ?? '?'} ${event.outcome}`;
      case 'target':
        return `${label}target ${event.host ?? '?'}:${event.port ?? '?'} ${event.peer ?? event.local ?? '?'}`;
      case 'transfer':
        return `${label}${event.command} ${event.outcome}${event.endpoint ? ` by ${endpointText(event.endpoint)}` : ''}`;
      case 'tls':
        return `${label}tls ${event.channel} ${event.outcome}`;
      case 'closed':
        return `${label}closed by ${event.by}`;
    }
  });
}

/** The expected story of a fixture, a line for each event. `UPDATE=1 npm run test:unit transcript` writes them anew. */
function storyFile(name: string): string {
  return path.join(STORIES, `${name}.story`);
}

const NAMES = readdirSync(FIXTURES).sort();

test('every fixture has its story', { skip: IS_UPDATE }, () => {
  assert.deepEqual(
    readdirSync(STORIES).sort(),
    NAMES.map((name) => path.basename(storyFile(name))),
  );
});

for (const name of NAMES) {
  test(`reads ${name}`, () => {
    const { text, events } = eventsOf(name);
    if (IS_UPDATE) writeFileSync(storyFile(name), `${story(events).join('\n')}\n`);
    const expected = readFileSync(storyFile(name), 'utf8').trimEnd().split('\n');
    assert.deepEqual(story(events), expected);
    const lines = text.split('\n');
    for (const { at, kind } of events) {
      const line = lines[at.line] ?? '';
      assert.ok(
        at.length > 0 && at.character + at.length <= line.length,
        `${kind} at ${JSON.stringify(at)}: ${line}`,
      );
    }
  });

  test(`keeps no password of ${name}`, () => {
    const kept = JSON.stringify(eventsOf(name).events);
    for (const secret of SECRETS) assert.ok(!kept.includes(secret), secret);
  });
}

test('an endpoint points at its numbers, also in a dump cut every 16 bytes', () => {
  const { text, events } = eventsOf('curl-trace.txt');
  const endpoint = events.find((event) => event.kind === 'endpoint');
  assert.ok(endpoint);
  const { line, character, length } = endpoint.at;
  assert.equal(text.split('\n')[line]?.slice(character, character + length), '(10,0,');
});

test('multi-line replies end with their own code (RFC 959 section 4.2)', () => {
  const events = readTranscript(
    '< 220-Hello\n<  331 is no end\n< 220-more\n< 220 ready\n> FEAT\n< 211-Features:\n> PASV\n',
  );
  const replies = events.filter((event) => event.kind === 'reply');
  assert.deepEqual(
    replies.map(({ code, text, broken }) => [code, text, broken ?? false]),
    [
      [220, 'Hello\n 331 is no end\nmore\nready', false],
      [211, 'Features:', true],
    ],
  );
});

test('a false 226 shows in the byte count, before or behind it', () => {
  const note = '> RETR a\n< 150 Opening BINARY mode data connection for a (500 bytes).\n';
  const before = readTranscript(`${note}{ [20 bytes data]\n{ [30 bytes data]\n< 226 Transfer complete.\n`);
  const behind = readTranscript(
    `${note}< 226 Transfer complete.\n50 bytes received in 00:00 (58.01 KiB/s)\n`,
  );
  for (const events of [before, behind]) {
    const transfer = events.find((event) => event.kind === 'transfer');
    assert.equal(transfer?.outcome, 'complete');
    assert.equal(transfer.bytes, 50);
    assert.equal(transfer.expectedBytes, 500);
  }
});

test('a pid that is given away again starts a new session', () => {
  const line = (text: string): string => `Sun Mar  1 10:00:00 2026 [pid 7] ${text}`;
  const connect = line('CONNECT: Client "192.0.2.1"');
  const pasv = line('FTP command: Client "192.0.2.1", "PASV"');
  const events = readTranscript([connect, pasv, connect, pasv].join('\n'));
  assert.equal(new Set(events.map(({ session }) => session)).size, 2);
});

test('replies under TLS are marked', () => {
  const events = readTranscript(
    '< 220 x\n> AUTH TLS\n< 234 ok\n> PASV\n< 227 Entering Passive Mode (8,8,8,8,4,1)\n',
  );
  const endpoint = events.find((event) => event.kind === 'endpoint');
  assert.equal(endpoint?.tls, true);
});

test('memory stays bounded with endless sessions and endless replies', () => {
  const reader = new TranscriptReader();
  let size = 0;
  for (let i = 0; i < 30_000; i++) {
    for (const event of reader.push(
      `Sun Mar  1 10:00:00 2026 [pid ${i}] FTP command: Client "192.0.2.1", "LIST"`,
    ))
      size += JSON.stringify(event).length;
  }
  reader.push('< 220-endless');
  for (let i = 0; i < 30_000; i++) reader.push(`< 220-${'x'.repeat(200)}`);
  const last = reader.end();
  const reply = last.find((event) => event.kind === 'reply');
  assert.ok(reply && reply.text.length <= 2000 && reply.broken === true);
  // The thousand live sessions are closed now, all others were before.
  assert.ok(last.length <= 1002, String(last.length));
  assert.ok(size > 0);
});

test('exchanges: each command with its replies and its endpoint', () => {
  const exchanges = exchangesOf(eventsOf('tnftp.txt').events).map(({ command, replies, endpoint }) => [
    command?.verb ?? '',
    replies.map(({ code }) => code),
    endpoint ? endpointText(endpoint.endpoint) : '',
  ]);
  assert.deepEqual(exchanges, [
    ['', [220], ''],
    ['USER', [331], ''],
    ['PASS', [230], ''],
    ['FEAT', [211], ''],
    ['EPSV', [229], '?:30249'],
    ['LIST', [150, 226], ''],
    ['PORT', [500], '10.0.0.7:60250'],
  ]);
});

test('exchanges of mixed sessions stay apart', () => {
  const exchanges = exchangesOf(eventsOf('vsftpd-log.txt').events);
  const anna = exchanges
    .filter(({ session }) => session === 'pid 501')
    .map(({ command }) => command?.verb ?? '');
  assert.deepEqual(anna, ['', 'USER', 'PASS', 'PASV', 'LIST', 'PORT']);
  assert.ok(exchanges.every(({ replies }) => replies.length === 1));
});

test('a program’s own time in front of another format', () => {
  const times = [
    '2026-03-01T10:00:00.123Z',
    '2026-03-01 10:00:00,123 DEBUG',
    '[10:00:00]',
    '[2026-03-01 10:00:00.123]',
    '10:00:00:',
    '10:00:00 AM',
    'INFO:',
    'Mar  1 10:00:00 host lftp[12]:',
  ];
  const dialogues = [
    ['Command: PASV', 'Response: 500 OOPS: invalid pasv_address'],
    ['---> PASV', '<--- 500 OOPS: invalid pasv_address'],
    ['> PASV', '< 500 OOPS: invalid pasv_address'],
  ];
  for (const time of times)
    for (const dialogue of dialogues) {
      const events = readTranscript(dialogue.map((line) => `${time} ${line}`).join('\n'));
      assert.deepEqual(story(events), ['PASV', '500 to PASV'], `${time} ${dialogue[0] ?? ''}`);
      assert.equal(events[1]?.at.character, time.length + 1 + (dialogue[1] ?? '').indexOf('500'));
    }
});

test('addresses and ordinary system logs are no replies', () => {
  const lines = [
    '203.0.113.200 - - [03/Mar/2026:10:10:10 +0000] "GET / HTTP/1.1" 200 123',
    'Mar  3 10:10:10 host sshd[12]: Connection reset by 198.51.100.7 port 2200',
    'Mar  3 10:10:10 host CRON[12]: USER root',
    '12\t10.0.0.5\t200\t1234',
    '-rw-r--r--    1 1000     1000        10000 Mar 03 10:10 timeout.tar.gz',
  ];
  assert.deepEqual(readTranscript(lines.join('\n')), []);
});

test('a table of fields: addresses tell the sessions apart, code or verb begins the dialogue', () => {
  const row = (...fields: string[]): string => fields.join('\t');
  const events = readTranscript(
    [
      row('1', '203.0.113.10', '198.51.100.20', 'PASV', '', '', ''),
      row('2', '198.51.100.20', '203.0.113.10', '', '', '227', 'Entering Passive Mode (10,0,0,5,240,143).'),
      row('3', '2001:db8::1', '2001:db8::2', 'EPRT', '|2|2001:db8::1|40000|', '', ''),
      row('4', '0.5', '', '', '421', 'Timeout.'),
    ].join('\n'),
  );
  assert.deepEqual(story(events), [
    '203.0.113.10 198.51.100.20| target 198.51.100.20:? 198.51.100.20',
    '203.0.113.10 198.51.100.20| PASV',
    '203.0.113.10 198.51.100.20| 227 to PASV',
    '203.0.113.10 198.51.100.20| names PASV 10.0.0.5:61583',
    '2001:db8::1 2001:db8::2| target 2001:db8::2:? 2001:db8::2',
    '2001:db8::1 2001:db8::2| EPRT |2|2001:db8::1|40000|',
    '2001:db8::1 2001:db8::2| names EPRT [2001:db8::1]:40000',
    '421 to greeting',
    'closed by server',
  ]);
});

test('FileZilla Server of the old kind, before and behind the login', () => {
  const events = readTranscript(
    [
      '(000087)3/1/2026 10:00:00 AM - (not logged in) (203.0.113.10)> USER anna',
      '(000087)3/1/2026 10:00:00 AM - anna (203.0.113.10)> 230 Logged on',
    ].join('\n'),
  );
  assert.deepEqual(story(events), [
    '000087| target ?:? 203.0.113.10',
    '000087| USER anna',
    '000087| 230 to USER',
  ]);
});

test('every row is found by the first character and the words it is looked up by', () => {
  for (const name of readdirSync(FIXTURES)) {
    for (const line of readFileSync(path.join(FIXTURES, name), 'utf8').split(/\r?\n/)) {
      const slow = ROWS.find(({ pattern }) => pattern.test(line));
      if (!slow) continue;
      const { first, needle } = slow;
      assert.ok(line.charCodeAt(0) > 127 || (first?.test(line.charAt(0)) ?? true), line);
      assert.ok(needle === undefined || line.includes(needle), line);
    }
  }
});

test('lftp’s notes are no directory entries', () => {
  const events = readTranscript(
    '---> PASV\n<--- 227 Entering Passive Mode (10,0,0,5,91,251).\n---- Address returned by PASV seemed to be incorrect and has been fixed\n-rw-r--r--    1 0 0 17 Nov 21 10:07 timeout\n----------    1 0 0 17 Nov 21 10:07 timeout\n',
  );
  assert.deepEqual(story(events).slice(3), ['!address-replaced data']);
});
