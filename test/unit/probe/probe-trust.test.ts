import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createServer } from 'node:tls';
import { probe } from '../../../probe/index.js';
import type { ProbeRun } from '../../../probe/index.js';

const key = readFileSync('test/fixtures/tls/key.pem');
const cert = readFileSync('test/fixtures/tls/certificate.pem');
const FINGERPRINT = new X509Certificate(cert).fingerprint256;

/** Probes a server whose certificate cannot be verified; resolves with the commands it received. */
async function probeUnverified(
  trusted: readonly string[] | undefined,
): Promise<{ run: ProbeRun; received: string[] }> {
  const received: string[] = [];
  const server = createServer({ key, cert }, (socket) => {
    socket.on('error', () => undefined);
    socket.write('220 Ready.\r\n');
    socket.setEncoding('latin1').on('data', (text: string) => {
      for (const line of text.split('\r\n').filter(Boolean)) {
        received.push(line);
        socket.write(line.startsWith('USER') ? '331 Password.\r\n' : '230 Yes.\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const target = {
      host: '127.0.0.1',
      port,
      user: 'anna',
      password: 'the-secret',
      tls: 'implicit',
    } as const;
    const run = await probe(
      { ...target, insecure: false, ...(trusted ? { trusted } : {}) },
      { signal: new AbortController().signal, timeoutMs: 1000, samples: 0 },
    );
    return { run, received };
  } finally {
    server.close();
  }
}

const hasPassword = (received: readonly string[]): boolean =>
  received.some((line) => line.startsWith('PASS'));

test('a certificate that cannot be verified gets no password', async () => {
  const { run, received } = await probeUnverified(undefined);
  assert.equal(hasPassword(received), false);
  assert.equal(run.steps.find(({ id }) => id === 'login')?.status, 'skip');
});

test('a certificate that the user knows gets the password, and is still called unverified', async () => {
  const { run, received } = await probeUnverified([FINGERPRINT]);
  assert.equal(hasPassword(received), true);
  assert.equal(run.steps.find(({ id }) => id === 'tls')?.status, 'warn');
});

test('another certificate than the known one gets no password', async () => {
  const { received } = await probeUnverified([FINGERPRINT.replace(/^../, '00')]);
  assert.equal(hasPassword(received), false);
});
