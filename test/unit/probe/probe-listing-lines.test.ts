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

test('another service in the place of a listing', () => {
  assert.equal(read('SSH-2.0-OpenSSH_9.2\r\n').format, 'ssh');
  assert.equal(read('HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\n<html>\r\n').format, 'http');
  assert.equal(read('<html>\r\n<body>\r\n').format, 'http');
  assert.equal(read('-rw-r--r--    1 0        0            5000 Nov 21 06:29 HTTP/1\r\n').format, 'unix');
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

const UNIX_LIKE = [
  '-rw-r--r--    1 EXAMPLE\\jdoe domain users      12 Nov 29 20:54 small.txt',
  '-rw-r--r-- 1 ftp ftp 12 2026-11-29 20:54 small.txt',
  '-rw-r--r-- 1 ftp ftp 12 2026-11-29 20:54:01.000000000 +0100 small.txt',
  '-rw-r--r--  5901     5901  12 Nov 29 20:54 small.txt',
  '-rw-r--r-- 1 ftp ftp 12 29. nov 2026 small.txt',
  '-rw-r--r-- 1 ftp ftp 12 11\u00e6 29 20:54 small.txt',
  '-rw-r--r-- 1 ftp 12 12 Nov 29 2026 small.txt',
  '- [RWCEAFMS] admin                     12 Nov 29 20:54 small.txt',
  '-------r--         326  1391972  12 Nov 22  1995 small.txt',
  '-rwxrwxrwx+ 1 a b 12 Nov 29 20:54 small.txt',
];

for (const line of UNIX_LIKE)
  test(`a listing like ls -l: ${line}`, () => {
    const { format, files } = read(`${line}\r\n`);
    assert.deepEqual({ format, files }, { format: 'unix', files: [{ name: 'small.txt', size: 12 }] });
  });

for (const line of [
  '2026-11-29  20:54                  5,000 small.txt',
  '29.11.2026  20:54                  5.000 small.txt',
  '11/29/2026  8:54 PM                5000 small.txt',
])
  test(`a listing like DIR: ${line}`, () => {
    assert.deepEqual(read(line).files, [{ name: 'small.txt', size: 5000 }]);
    assert.equal(read(line.replace(/5[,.]?000/, '<DIR>')).format, 'dos');
  });

const OTHERS: Readonly<Record<string, string>> = {
  EPLF: '+i8388621.29609,m824255902,/,\tfiles\r\n+i8388621.44469,m839956783,r,s12,\tsmall.txt\r\n',
  VMS: 'Directory DISK$USER:[FTPTEST]\r\n\r\nA_VERY_LONG_NAME_OF_A_FILE.TXT;12\r\n                         1/3         29-NOV-2026 20:54:01  [FTPTEST]   (RWED,RWED,RE,)\r\n\r\nTotal of 1 file, 1/3 blocks\r\n',
  'MVS data sets':
    'Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\nUSER01 3390   2026/11/29  1   15  FB      80 27920  PO  CNTL\r\n',
  'MVS migrated': 'Migrated                                                OLD.DATA\r\n',
  'MVS members':
    ' Name     VV.MM   Created       Changed      Size  Init   Mod   Id\r\nPAYROLL   01.02 2026/11/28 2026/11/29 20:54    12    12     0 IBMUSER\r\n',
  JES: 'JOBNAME  JOBID    OWNER    STATUS CLASS\r\nIBMUSERA JOB00012 IBMUSER  OUTPUT A        RC=0000 5 spool files\r\n',
  'AS/400': 'QSYS            77824 02/23/26 15:09:55 *DIR       files/\r\n',
  'AS/400 members': 'QPGMR                                   *MEM       QCLSRC.FILE/START.MBR\r\n',
  VM: 'README   ANONYMOU V         71         26          1 2026-04-02 12:33:20 TCP291\r\n',
  NonStop:
    'File         Code             EOF  Last Modification    Owner  RWEP\r\nALV          2110            4000 02-Jul-26 14:10:12 255,255 "oooo"\r\n',
  'OS-9':
    '                            Directory of . 20:54:25\r\n' +
    ' Owner   Last modified  Attributes Sector Bytecount Name\r\n' +
    '-------  -------------  ---------- ------ --------- ----\r\n' +
    '   0.0   26/11/29 2054  d-ewrewr      13C       320 CMDS\r\n',
  'OS/2': '  36611      A    04-23-103  10:57  test1.file\r\n',
  VxWorks:
    '  size          date       time       name\r\n--------       ------     ------    --------\r\n     2048    Feb-24-1998  22:01:00   small.txt\r\n',
};

for (const [name, text] of Object.entries(OTHERS))
  test(`a listing of ${name}`, () => {
    assert.deepEqual(read(text), { entries: read(text).entries, format: 'other', writable: 0, files: [] });
  });

test('words that are no listing', () => {
  for (const text of ['<p>\r\n<b>\r\n', 'one two three\r\nfour five six\r\n', 'small.txt\r\nfiles\r\n'])
    assert.equal(read(text).format, 'unknown', text);
});
