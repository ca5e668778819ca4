import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../../../cli/commands.js';
import { terminalLines } from '../../../cli/terminal-text.js';
import { settings } from '../../../core/events/finding.js';
import { read } from '../../../core/events/bounded.js';
import { memoryIo } from './cli-io.js';

const NEVER = new AbortController().signal;

test(
  'names of files cannot steer a terminal, nor give a command to a build service',
  { skip: process.platform === 'win32' },
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-names-'));
    try {
      const files = [
        'a\n::warning::injected.conf',
        '\u001b[31mred.conf',
        'rtl\u202e.conf',
        'line\u2028end.conf',
      ].map((name) => path.join(folder, name));
      for (const file of files) writeFileSync(file, 'listen=YES \n');
      for (const format of ['text', 'github']) {
        const { io, out } = memoryIo();
        await runCommand(['check', '--format', format, '--fail-on', 'never', ...files], io, NEVER);
        assert.doesNotMatch(out(), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/, format);
        assert.doesNotMatch(out(), /^::warning::/m, format);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('a line never begins as a command of a build service', () => {
  assert.equal(
    terminalLines(['::error::x', ' ##[group]y', 'z\r::a']),
    './::error::x\n./ ##[group]y\nz?::a\n',
  );
});

test('a password in the place of the variable is not printed', async () => {
  const { io, out, err } = memoryIo();
  const status = await runCommand(
    ['probe', '--user', 'anna', '--password-env', 'MyPassw0rd!', 'ftp://127.0.0.1'],
    io,
    NEVER,
  );
  assert.equal(status, 2);
  assert.match(err(), /--password-env names is not set/);
  assert.doesNotMatch(out() + err(), /MyPassw0rd/);
});

test('values of a saved fix that could steer a terminal or hide text are refused', () => {
  assert.ok(read(settings, { pasv_max_port: '3100', ftpd_banner: 'Grüße “hier”' }).ok);
  for (const value of [
    'a\nb',
    'a\rb',
    'a\0b',
    '\u001b[31m',
    'a\u202eb',
    'a\u2028b',
    'a\u2066b',
    'a\u200bb',
    '\u009b1m',
  ])
    assert.ok(!read(settings, { ftpd_banner: value }).ok, JSON.stringify(value));
});
