import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
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

const FIXTURES = 'test/fixtures/transcripts';

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

const LOGIN = ['220 to greeting', 'USER anna', '331 to USER', 'PASS', '230 to PASS'];
const PASV = ['PASV', '227 to PASV', 'names PASV 10.0.0.5:61583'];

const STORIES: Readonly<Record<string, readonly string[]>> = {
  'curl-verbose.txt': [
    'target 198.51.100.20:21 198.51.100.20',
    'target ftp.example.test:21 198.51.100.20',
    ...LOGIN,
    'PWD',
    '257 to PWD',
    ...PASV,
    '!address-replaced data',
    '!refused data',
    'data 198.51.100.20:61583 refused',
  ],
  'curl-trace.txt': [
    'target 198.51.100.20:21 198.51.100.20',
    '220 to greeting',
    'PASS',
    ...PASV,
    'LIST',
    '226 to LIST',
    'LIST complete by 10.0.0.5:61583',
  ],
  'curl-trace-ascii.txt': [
    'target 198.51.100.20:21 198.51.100.20',
    '220 to greeting',
    'EPSV',
    '229 to EPSV',
    'names EPSV ?:30204',
    ...PASV,
  ],
  'lftp.txt': [
    'target ftp.example.test:21 198.51.100.20',
    '220 to greeting',
    'FEAT',
    '211 to FEAT',
    ...LOGIN.slice(1),
    ...PASV,
    '!address-replaced data',
    '!refused data',
    'data 198.51.100.20:61583 refused',
    '!active-fallback data',
  ],
  'ftplib.txt': [
    ...LOGIN,
    'FEAT',
    '211 to FEAT',
    'PASV',
    'mentions PASV 10.0.0.5:61583',
    ...PASV.slice(1),
    'LIST',
    '425 to LIST',
    'LIST no-data by 10.0.0.5:61583',
  ],
  'wget-debug.txt': [
    'target ftp.example.test:21 ?',
    ...LOGIN,
    ...PASV,
    '!timeout data',
    'data 10.0.0.5:61583 timeout',
  ],
  'tnftp.txt': [
    'target ftp.example.test:? ?',
    ...LOGIN,
    'FEAT',
    '211 to FEAT',
    'EPSV',
    '229 to EPSV',
    'names EPSV ?:30249',
    'mentions EPSV ?:30249',
    'LIST',
    '150 to LIST',
    '226 to LIST',
    'LIST complete by ?:30249',
    'PORT 10,0,0,7,235,90',
    'names PORT 10.0.0.7:60250',
    '500 to PORT',
  ],
  'tshark-lines.txt': [
    ...['target 198.51.100.20:? 198.51.100.20', ...LOGIN, ...PASV].map(
      (line) => `203.0.113.10 198.51.100.20| ${line}`,
    ),
    '203.0.113.11 198.51.100.20| target 198.51.100.20:? 198.51.100.20',
    '203.0.113.11 198.51.100.20| PORT 10,0,0,7,235,90',
    '203.0.113.11 198.51.100.20| names PORT 10.0.0.7:60250',
    '203.0.113.11 198.51.100.20| 500 to PORT',
  ],
  'tshark-detail.txt': ['227', 'names PASV 10.0.0.5:61583', 'mentions PASV 10.0.0.5:61583'],
  'tshark-fields.txt': ['220 to greeting', '331', '227', 'names PASV 10.0.0.5:61583', '226'],
  'tcpdump.txt': ['target 198.51.100.20:? 198.51.100.20', '220 to greeting', ...PASV].map(
    (line) => `203.0.113.10 198.51.100.20| ${line}`,
  ),
  'tcpdump-verbose.txt': ['target 198.51.100.20:? 198.51.100.20', '227', 'names PASV 10.0.0.5:61583'],
  'vsftpd-log.txt': [
    'pid 501| target ?:? 203.0.113.10',
    'pid 501| 220 to greeting',
    'pid 601| target ?:? ::ffff:203.0.113.11',
    'pid 601| 220 to greeting',
    'pid 501| USER anna',
    'pid 601| USER bert',
    'pid 501| 331 to USER',
    'pid 501| PASS',
    'pid 601| 331 to USER',
    'pid 601| PASS',
    'pid 601| !login-failed control',
    'pid 501| 230 to PASS',
    'pid 601| 530 to PASS',
    'pid 501| PASV',
    'pid 501| 227 to PASV',
    'pid 501| names PASV 10.0.0.5:61583',
    'pid 501| LIST',
    'pid 501| 425 to LIST',
    'pid 501| LIST no-data by 10.0.0.5:61583',
    'pid 501| PORT 10,0,0,7,235,90',
    'pid 501| names PORT 10.0.0.7:60250',
    'pid 501| 500 to PORT',
  ],
  'filezilla.txt': [
    'target 198.51.100.20:21 198.51.100.20',
    ...LOGIN,
    ...PASV,
    '!address-replaced data',
    'MLSD',
    '!timeout data',
    '!listing-failed data',
    '!connection-closed control',
    'closed by unknown',
    'MLSD unfinished by 10.0.0.5:61583',
    'session 2| target 198.51.100.20:21 198.51.100.20',
    'session 2| 220 to greeting',
    'session 2| USER anna',
  ],
  'filezilla-german.txt': ['220 to greeting', ...PASV, '!refused data'],
  'ftptest-quoted.txt': [
    'target 198.51.100.20:? 198.51.100.20',
    '220 to greeting',
    ...PASV,
    '!address-replaced data',
  ],
  'filezilla-server.txt': [
    '87| target ?:? 203.0.113.10',
    '88| target ?:? 203.0.113.11',
    '87| 220 to greeting',
    '88| 220 to greeting',
    '87| PASV',
    '88| EPSV',
    '88| 229 to EPSV',
    '88| names EPSV ?:50006',
    '87| 227 to PASV',
    '87| names PASV 10.0.0.5:61583',
  ],
  'winscp.txt': [
    'target 198.51.100.20:? 198.51.100.20',
    ...LOGIN,
    ...PASV,
    '!address-replaced data',
    'MLSD',
    '!timeout data',
    '!listing-failed data',
    'MLSD unfinished by 10.0.0.5:61583',
  ],
  'flashfxp.txt': [...LOGIN, ...PASV, '!refused data'],
  'nppftp.txt': [...LOGIN, ...PASV, 'LIST -al', '425 to LIST', 'LIST no-data by 10.0.0.5:61583'],
  'node-ftp.txt': ['220 to greeting', ...PASV, 'mentions PASV 10.0.0.5:61583'],
  'ftphs.txt': ['220 to greeting', ...PASV],
  'pyftpdlib.txt': ['target ?:? 203.0.113.10', '220 to greeting', ...PASV].map(
    (line) => `203.0.113.10:40112| ${line}`,
  ),
  'sftpgo.txt': [...PASV, 'mentions PASV 10.0.0.5:61583'],
  'proftpd.txt': PASV.map((line) => `pid 4711| ${line}`),
  'pure-ftpd.txt': [
    'target ?:? 203.0.113.10',
    'PASV',
    'PORT 10,0,0,7,235,90',
    'names PORT 10.0.0.7:60250',
  ].map((line) => `203.0.113.10| ${line}`),
  'transmit.txt': ['220 to greeting', 'PASV', '227 to PASV', 'names PASV 0.0.0.0:35289'],
  'two-line-reply.txt': ['220 to greeting', 'PASV', '227 to PASV', 'names PASV 0.0.0.0:35289'],
  'basic-ftp.txt': [
    'target 198.51.100.20:21 198.51.100.20',
    ...LOGIN,
    'EPSV',
    '550 to EPSV',
    ...PASV,
    '!address-mismatch data',
  ],
  'ticket.md': [
    '220 to greeting',
    ...PASV,
    'PASV',
    '227 to PASV',
    'names PASV ?:61013',
    'mentions PASV 10.0.0.5:61584',
  ],
  'tls-oops.txt': [
    'target 198.51.100.20:21 198.51.100.20',
    '220 to greeting',
    'AUTH TLS',
    '234 to AUTH',
    'tls control established',
    'USER anna',
    '331 to USER',
    'PASS',
    '!tls-plain-text control',
    'tls control failed',
  ],
};

test('every fixture has its story', () => {
  assert.deepEqual(
    readdirSync(FIXTURES)
      .filter((name) => path.extname(name) !== '')
      .sort(),
    Object.keys(STORIES).sort(),
  );
});

for (const [name, expected] of Object.entries(STORIES)) {
  test(`reads ${name}`, () => {
    const { text, events } = eventsOf(name);
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
  for (const name of readdirSync(FIXTURES).filter((name) => path.extname(name) !== '')) {
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
