import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileOf, inputOf, refuseEndless } from '../../../cli/input.js';
import { memoryIo } from './cli-io.js';

const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-input-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const KIND = { what: 'vsftpd.conf', limit: 1024 * 1024 };
const inFolder = (name: string): string => path.join(folder, name);

test('a pipe that no program writes to, a device and a folder are refused at once', async () => {
  execFileSync('mkfifo', [inFolder('pipe')]);
  symlinkSync(inFolder('pipe'), inFolder('link'));
  await assert.rejects(fileOf(inFolder('pipe'), KIND), /pipe or a device/);
  await assert.rejects(fileOf(inFolder('link'), KIND), /pipe or a device/);
  await assert.rejects(fileOf('/dev/zero', KIND), /pipe or a device/);
  await assert.rejects(fileOf(folder, KIND), /is a folder/);
  await assert.rejects(refuseEndless('/dev/zero'), /pipe or a device/);
});

test('links that lead in a circle, and files that are not there, are told', async () => {
  symlinkSync(inFolder('b'), inFolder('a'));
  symlinkSync(inFolder('a'), inFolder('b'));
  await assert.rejects(fileOf(inFolder('a'), KIND), /a cannot be read: ELOOP/);
  await assert.rejects(fileOf(inFolder('none'), KIND), /none cannot be read: ENOENT/);
});

test('no more is read than the limit, of a file or of standard input', async () => {
  writeFileSync(inFolder('short'), 'listen=YES\n');
  writeFileSync(inFolder('long'), Buffer.alloc(1024 * 1024 + 1));
  assert.equal((await fileOf(inFolder('short'), KIND)).toString(), 'listen=YES\n');
  await assert.rejects(fileOf(inFolder('long'), KIND), /long has more than 1 MiB: that is no vsftpd\.conf/);
  let parts = 0;
  const endless = function* (): Generator<Uint8Array> {
    for (;;) {
      parts++;
      yield Buffer.alloc(1 << 16);
    }
  };
  await assert.rejects(inputOf('-', KIND, memoryIo(endless()).io), /Standard input has more than 1 MiB/);
  assert.ok(parts < 20, `${parts} parts were taken`);
});
