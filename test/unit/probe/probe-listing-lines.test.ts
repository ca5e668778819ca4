import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListingLines, type ListingSummary } from '../../../probe/session/listing-lines.js';

function read(text: string, size = 7): ListingSummary {
  const lines = new ListingLines();
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) lines.push(bytes.subarray(at, at + size));
  return lines.end();
}

test('a listing as ls -l prints it', () => {
  const text = [
    'total 12',
    'drwxrwxrwx    2 14       50           4096 Nov 21 06:29 incoming',
    '-rw-r--r--    1 0        0            5000 Nov 21 06:29 with two  blanks.txt',
    '-rw-r--rw-    1 ftp      ftp            12 Jan 02  2024 small',
    'lrwxrwxrwx    1 0        0              11 Nov 21 06:29 link -> /etc/passwd',
    '-rw-r--r--    1 0        0              11 Nov 21 06:29 caf\u00e9',
    '',
  ].join('\r\n');
  for (const size of [1, 7, 1000]) {
    assert.deepEqual(read(text, size), {
      entries: 5,
      format: 'unix',
      writable: 2,
      files: [
        { name: 'with two  blanks.txt', size: 5000 },
        { name: 'small', size: 12 },
      ],
    });
  }
});

test('a listing without a group, and with the marks of access lists', () => {
  const { format, files } = read('-rw-r--r--+   1 owner          700000 Nov 21 06:29 a\n');
  assert.equal(format, 'unix');
  assert.deepEqual(files, [{ name: 'a', size: 700000 }]);
});

test('a listing as DIR prints it', () => {
  const text =
    '11-21-26  06:29AM       <DIR>          pub\r\n11-21-26  06:29PM                 5000 a file.txt\r\n';
  const { format, files, entries } = read(text);
  assert.equal(format, 'dos');
  assert.equal(entries, 2);
  assert.deepEqual(files, [{ name: 'a file.txt', size: 5000 }]);
});

test('facts of MLSD', () => {
  const text =
    'type=cdir;perm=flcdmpe;modify=20261121062900; .\r\n' +
    'Type=file;Size=5000;Perm=r;modify=20261121062900; a; b.txt\r\n';
  assert.deepEqual(read(text), {
    entries: 2,
    format: 'mlsd',
    writable: 1,
    files: [{ name: 'a; b.txt', size: 5000 }],
  });
});

test('nothing, blank lines only, and a last line without its end', () => {
  assert.deepEqual(read(''), { entries: 0, format: null, writable: 0, files: [] });
  assert.equal(read('\r\n\r\n').format, null);
  assert.equal(read('-rw-r--r-- 1 0 0 6 Nov 21 06:29 f').entries, 1);
});

test('lines of another kind', () => {
  assert.equal(read('a.txt\nb.txt\n-rw-r--r-- 1 0 0 6 Nov 21 06:29 f\n').format, 'unknown');
});

test('names that may not be sent back are no candidates', () => {
  const names = [
    '-a',
    '../../etc/passwd',
    '/etc/passwd',
    'a\tb',
    'a\x1b[2Jb',
    'a\0b',
    '\x7f',
    'caf\u00e9',
    'x'.repeat(300),
    'blank ',
    ' blank',
    '..a/b',
  ];
  for (const name of names) {
    const { files, entries } = read(`-rw-r--r-- 1 0 0 9999 Nov 21 06:29 ${name}\r\n`);
    assert.deepEqual(files, [], JSON.stringify(name));
    assert.equal(entries, 1);
  }
});

test('a hostile listing costs bounded memory and time', () => {
  const lines = new ListingLines();
  const started = process.memoryUsage().heapUsed;
  const endless = Buffer.alloc(64 * 1024, '-rw ');
  for (let index = 0; index < 200; index++) lines.push(endless);
  lines.push(Buffer.from('\n'));
  const many = Buffer.from('-rw-r--r-- 1 0 0 9999 Nov 21 06:29 name\n'.repeat(1000));
  for (let index = 0; index < 100; index++) lines.push(many);
  const { entries, files } = lines.end();
  assert.equal(entries, 100_001);
  assert.equal(files.length, 200);
  assert.ok(process.memoryUsage().heapUsed - started < 64 * 1024 * 1024);
  // Blanks in all the places where an expression could try many ways to read them.
  const blanks = `-rw-r--r-- 1${' '.repeat(300)}0${' '.repeat(300)}0${' '.repeat(300)}x\n`;
  for (let index = 0; index < 2000; index++) read(blanks, blanks.length);
});
