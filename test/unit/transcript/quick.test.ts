// The quick look at noise: what it leaves out of a log, reading every line in full would not have used either.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { TranscriptReader, type TranscriptEvent } from '../../../core/transcript/index.js';
import { hintsOf, NOTE, TALK } from '../../../core/transcript/quick/hints.js';
import { literalsOf } from '../../../core/transcript/quick/literals.js';

interface Read {
  readonly events: readonly TranscriptEvent[];
  readonly understood: { readonly lines: number; readonly used: number };
}

function read(lines: readonly string[], thoroughLines: number): Read {
  const reader = new TranscriptReader({ thoroughLines });
  const events = lines.flatMap((line) => [...reader.push(line)]);
  // Words without a known meaning are heard where a log is read in full.
  const known = [...events, ...reader.end()].filter((one) =>
    one.kind === 'note' ? one.note !== 'failed' : one.kind !== 'connect' || one.outcome !== 'failed',
  );
  return { events: known, understood: reader.understood };
}

function assertSame(lines: readonly string[], what: string): void {
  assert.deepEqual(read(lines, 0), read(lines, Infinity), what);
}

function textsOf(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt') || name.endsWith('.log'))
    .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]);
}

const TEXTS = ['transcripts', 'reported-transcripts', 'pasted'].flatMap((folder) =>
  textsOf(path.join('test/fixtures', folder)),
);
const NOISE = [
  'Nov 30 10:00:00 host kernel: [1.5] IN=eth0 SRC=198.51.100.7 DST=203.0.113.5 LEN=60 PROTO=TCP SPT=227 DPT=65535 SYN',
  '198.51.100.8 - - [30/Nov/2026:10:00:00 +0000] "GET /a?b=1&c=2 HTTP/1.1" 200 1234 "-" "Mozilla/5.0"',
  'Nov 30 10:00:01 host postfix/smtpd[550]: connect from unknown[198.51.100.9]',
  'Nov 30 10:00:01 host sshd[9]: Failed password for root from 198.51.100.9 port 4021 ssh2',
  '{"time":"2026-11-30T10:00:00Z","level":"info","msg":"cache \\"a\\" refreshed","keys":227}',
  '2026-11-30 10:00:00,123 ERROR [main] a.b.C - request 226 failed: timeout after 30 s',
  '2026-11-30T10:00:00Z INFO address: 12 faces: 9',
  '',
];

test('what is left out of transcripts says nothing', () => {
  for (const [name, text] of TEXTS) assertSame(text.split(/\r\n|\n|\r/), name);
});

test('what is left out of transcripts with noise between their lines says nothing', () => {
  for (const [name, text] of TEXTS)
    assertSame(
      text.split(/\r\n|\n|\r/).flatMap((line, i) => [line, NOISE[i % NOISE.length] ?? '']),
      name,
    );
});

test('each line alone, and in other wrappings', () => {
  const wrappings: readonly ((line: string) => string)[] = [
    (line) => line,
    (line) => `> ${line}`,
    (line) => `2026-11-30 10:00:00 ${line}`,
    (line) => `\`${line}\``,
    (line) => `{"log":"${line}","time":1}`,
    (line) => `ftp-1  | ${line.replace(/</g, '&lt;')}`,
    (line) => line.slice(Math.floor(line.length / 3)),
    (line) => line.toLowerCase(),
  ];
  const lines = [...new Set(TEXTS.flatMap(([, text]) => text.split(/\r\n|\n|\r/)))];
  for (const [i, line] of lines.entries()) {
    const wrapped = (wrappings[i % wrappings.length] ?? String)(line);
    for (const one of [line, wrapped]) if ((hintsOf(one) & TALK) === 0) assertSame([one], one);
  }
});

test('noise is noise', () => {
  for (const line of NOISE.filter((one) => !/HTTP|timeout|\\/.test(one)))
    assert.equal(hintsOf(line), 0, line);
});

test('a line of the dialogue, and words that mean something, are never left out', () => {
  for (const line of [
    '227 Entering Passive Mode (1,2,3,4,5,6)',
    'x: PASV',
    '< 150 ok',
    '`230`',
    '0000: 32 32 30',
  ])
    assert.ok(hintsOf(line) & TALK, line);
  for (const line of [
    'Connection REFUSED',
    'gnutls_handshake: x',
    'a TimeoutError',
    'connect to 192.0.2.7:21',
  ])
    assert.ok(hintsOf(line) & NOTE, line);
});

test('the words that a pattern needs', () => {
  const cases: readonly (readonly [RegExp, readonly string[] | null])[] = [
    [/^Connect(?:ed|ing) to \d+/i, ['connected to ', 'connecting to ']],
    [/time[ -]?out\b|ETIMEDOUT/, ['timeout', 'time out', 'time-out', 'etimedout']],
    [/\d{3} .*\bgone$/, ['gone']],
    [/(?=X: Client)[A-Z]+/, ['x: client']],
    [/\d+|known/, null],
    [/(?<!not )seen(?! by)/, ['seen']],
    [/a{3}b/, ['aaab']],
  ];
  for (const [pattern, words] of cases) assert.deepEqual(literalsOf(pattern), words, pattern.source);
});
