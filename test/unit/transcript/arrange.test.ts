// Lines that a narrow window broke are read in one piece, and what is said of them points into the text.
import assert from 'node:assert/strict';
import test from 'node:test';
import { arranged, readTranscript } from '../../../core/transcript/index.js';

const NARROW = [
  'Status: Connected',
  'Command: PASV',
  'Response: 227 Entering Passive',
  '  Mode (192,168,1,10,200,1)',
  'Command: LIST',
  'Response: 150 Here comes the',
  'directory listing.',
];

test('a reply that a narrow window broke is read, and its place is in the text', () => {
  const events = readTranscript(NARROW.join('\n'));
  const endpoint = events.find((event) => event.kind === 'endpoint');
  assert.equal(endpoint?.port, 200 * 256 + 1);
  for (const { at } of events) {
    const line = NARROW[at.line];
    assert.ok(line !== undefined && at.character + at.length <= line.length, JSON.stringify(at));
  }
});

test('a command is no piece of the line before it', () => {
  const lines = [...NARROW, '> PASS Secret7'];
  const events = JSON.stringify(readTranscript(lines.join('\n')));
  assert.ok(!events.includes('Secret7'), events);
});

test('what stands in front of every line is left out, and places count it', () => {
  const log = ['ftp: connect: Connection refused', '227 Entering Passive Mode (192,0,2,5,156,64).'];
  for (const prefix of ['> ', 'ftp-1  | ']) {
    const events = readTranscript(log.map((line) => prefix + line).join('\n'));
    const endpoint = events.find(({ kind }) => kind === 'endpoint');
    assert.equal(endpoint?.at.line, 1);
    assert.equal(endpoint.at.character, prefix.length + (log[1] ?? '').indexOf('('));
  }
  // Marks of direction stay.
  assert.equal(arranged(['> USER a', '> PASS b'])[0]?.text, '> USER a');
});
