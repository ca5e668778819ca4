import assert from 'node:assert/strict';
import test from 'node:test';
import { clientsReading, decodeLine } from '../../../core/reply/index.js';
import { readLogLine, readTranscript, TranscriptReader } from '../../../core/transcript/index.js';

/** A small generator with a fixed seed: a failure comes again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

const PIECES = [
  '227',
  '229',
  '228',
  ' ',
  ' ',
  '-',
  '(',
  ')',
  ',',
  ',',
  '|',
  '|||',
  '!',
  '1',
  '255',
  '256',
  '99999',
  '10,0,0,5',
  '240,143',
  'Entering Passive Mode ',
  'PORT ',
  'EPRT ',
  'LPRT ',
  '::1',
  'x',
  '*',
  '\\r\\n',
  "'",
  '"',
  '\t',
  '< ',
  '> ',
  '---> ',
  '<--- ',
  '**** ',
  '* ',
  '*resp* ',
  '*get* ',
  'Response:',
  'Command: ',
  '[R] ',
  '[pid 3] ',
  'Client "127.0.0.1", ',
  'Sat Nov 21 06:29:23 2026 ',
  '<= Recv header, ',
  '=> Send header',
  '0000: ',
  '32 32 37 20 ',
  '220-',
  '220 ',
  '211-',
  'USER a',
  'PASS b',
  'LIST',
  'timed out',
  'connection refused',
  '\u001b[31m',
  '\u0000',
  '\u202e',
  '\ufffd',
  '\ud800',
  '😀',
  '𝟚𝟚𝟟',
  'Connecting to ',
  '127.0.0.1:21',
  ' port 40000',
  '<response:1>: ',
  'line=',
  '→',
  'FTP 113 ',
];

test('arbitrary pieces of logs never throw and never point outside of their line', () => {
  const next = random(20_260_301);
  for (let round = 0; round < 400; round++) {
    const lines: string[] = [];
    for (let i = next(12); i >= 0; i--) {
      let line = '';
      for (let j = next(14); j >= 0; j--) line += PIECES[next(PIECES.length)] ?? '';
      lines.push(line);
    }
    for (const line of lines) {
      for (const { character, length, port, host } of decodeLine(line)) {
        assert.ok(character >= 0 && length > 0 && character + length <= line.length, JSON.stringify(line));
        assert.ok(port === null || (port >= 0 && port <= 65535), JSON.stringify(line));
        assert.ok(host === null || host.length < 50, JSON.stringify(line));
      }
      assert.ok(readLogLine(line).at <= line.length);
      clientsReading(line);
    }
    for (const { at } of readTranscript(lines.join('\n'))) {
      assert.ok(
        at.character >= 0 && at.character + at.length <= (lines[at.line]?.length ?? 0),
        JSON.stringify([at, lines]),
      );
    }
  }
});

test('arbitrary bytes never throw', () => {
  const next = random(7);
  for (let round = 0; round < 200; round++) {
    const bytes = Buffer.from(Array.from({ length: next(600) }, () => next(256)));
    readTranscript(bytes.toString('latin1'));
    readTranscript(bytes.toString('utf8'));
  }
});

/** Each repeats to five million characters: what takes more than linear time here does not end within the test. */
const ADVERSARIES = [
  '227 ',
  '227 (',
  '227 (1,',
  '227 Entering Passive Mode (',
  '229 (|||',
  '229 |||',
  '(((((',
  '1,',
  '1',
  ',',
  '|',
  ' ',
  '\t',
  'PORT ',
  'PORT 1,',
  'EPRT |',
  'EPRT |1|',
  "227 '",
  '\\r\\n',
  'passive mode ',
  '<',
  '> ',
  '* ',
  '*resp* ',
  '"',
  'x',
  '0000: ',
  '32 ',
  '[R] ',
  'Client "',
  '-',
  '<response:',
  'line=',
  'a ',
  '999.',
  'proftpd[1] ',
  '> > ',
  '`',
  'Connecting to ',
  '1.1.1.1',
  'connect to ',
  '\u001b[',
  '\u001b[1;',
  'FTP: ',
  '220-',
  'timed',
  'timeout ',
  'certificate ',
];

function readAll(line: string): void {
  decodeLine(line);
  readLogLine(line);
  clientsReading(line);
  new TranscriptReader().push(line);
}

test('five megabytes of the worst in one line take linear time', () => {
  for (const piece of ADVERSARIES) readAll(piece.repeat(Math.ceil(5_000_000 / piece.length)));
});

/** What makes a reader look closer before the worst begins. */
const OPENINGS = [
  '227 Entering Passive Mode (',
  '< ',
  '> Response: ',
  '* ',
  '229 Entering (|',
  'PORT ',
  'Sun Mar  1 10:00:00 2026 [pid 7] ',
];

test('the same behind every opening', () => {
  for (const piece of ADVERSARIES) {
    for (const opening of OPENINGS) readAll(opening + piece.repeat(Math.ceil(60_000 / piece.length)));
  }
});

test('the work for many endpoints in one line grows with their number only', () => {
  const reply = '227 Entering Passive Mode (8,8,8,8,4,1). ';
  assert.equal(decodeLine(reply.repeat(10)).length, 10);
  assert.equal(decodeLine(reply.repeat(1000)).length, 1000);
  // Bounded: no log has more in one line.
  assert.equal(decodeLine(reply.repeat(100_000)).length, 1000);
});
