import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { createSecureContext, TLSSocket, type SecureContextOptions } from 'node:tls';
import { dial } from '../../../probe/wire/dial.js';
import { secure, type SecureRequest, type SecureResult } from '../../../probe/wire/secure.js';

const key = readFileSync('test/fixtures/tls/key.pem');
const cert = readFileSync('test/fixtures/tls/certificate.pem');
const signal = new AbortController().signal;

type Established = Extract<SecureResult, { outcome: 'established' }>;

/** A TLS server whose connections the test serves. */
async function serve(
  options: SecureContextOptions,
  onAsked: (socket: TLSSocket, raw: Socket) => void = () => undefined,
): Promise<{ port: number; server: Server }> {
  const context = createSecureContext({ key, cert, ...options });
  const server = createServer((raw) => {
    const socket = new TLSSocket(raw, { isServer: true, secureContext: context });
    raw.on('error', () => undefined);
    // The client's first word shows that it has seen the handshake to its end.
    socket
      .on('error', () => undefined)
      .once('data', () => {
        onAsked(socket, raw);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function shake(port: number, more: Partial<SecureRequest> = {}): Promise<SecureResult> {
  const { socket } = await dial('127.0.0.1', port, 2000, signal);
  assert.ok(socket);
  return secure(socket, { host: 'ftp.example.test', timeoutMs: 5000, signal, ...more });
}

function established(result: SecureResult): Established {
  assert.ok(result.outcome === 'established', JSON.stringify(result));
  return result;
}

/** All that comes until the end, and the length of its last piece. */
async function drain({ socket }: Established): Promise<{ text: string; lastChunk: number }> {
  let text = '';
  let lastChunk = 0;
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    lastChunk = chunk.length;
  });
  socket.write('go');
  if (!socket.readableEnded) await once(socket, 'end');
  return { text, lastChunk };
}

test('a server that wants another group first is seen to ask again', async () => {
  for (const [ecdhCurve, ordinary, retries] of [
    ['P-256', false, false],
    ['P-384', false, true],
    ['P-256', true, true],
    ['X25519', true, false],
  ] as const) {
    const { port, server } = await serve({ ecdhCurve });
    const result = established(await shake(port, { ordinary }));
    assert.equal(result.protocol, 'TLSv1.3');
    assert.equal(result.helloRetry, retries, `${ecdhCurve} ${ordinary}`);
    result.socket.destroy();
    server.close();
  }
  const { port, server } = await serve({ ecdhCurve: 'P-384', maxVersion: 'TLSv1.2' });
  const result = established(await shake(port));
  assert.equal(result.helloRetry, false);
  result.socket.destroy();
  server.close();
});

test('the announced end of data is told from one that is not', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const text of ['', 'abc', 'x'.repeat(40_000)]) {
      for (const announced of [true, false]) {
        const { port, server } = await serve({ maxVersion }, (socket, raw) => {
          if (announced) socket.end(text);
          else if (text === '') raw.end();
          else
            socket.write(text, () => {
              raw.end();
            });
        });
        const result = established(await shake(port));
        const read = await drain(result);
        assert.equal(read.text, text);
        assert.equal(result.closeNotify(read.lastChunk), announced, `${maxVersion} ${text.length}`);
        result.socket.destroy();
        server.close();
      }
    }
  }
});

test('two bytes of data look like an alert in TLS 1.3: then nothing is claimed', async () => {
  const { port, server } = await serve({}, (socket, raw) => {
    socket.write('ab', () => {
      raw.end();
    });
  });
  const result = established(await shake(port));
  const { lastChunk } = await drain(result);
  assert.equal(result.closeNotify(lastChunk), undefined);
  result.socket.destroy();
  server.close();
});

test('a session is resumed for the same host, by name and by number, in both versions', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const host of ['ftp.example.test', '127.0.0.1']) {
      const { port, server } = await serve({ maxVersion }, (socket) => {
        socket.write('hello');
      });
      const first = established(await shake(port, { host }));
      first.socket.write('go');
      const tickets = once(first.socket, 'session') as Promise<Buffer[]>;
      first.socket.resume();
      const [ticket] = maxVersion === 'TLSv1.3' ? await tickets : [first.socket.getSession()];
      assert.ok(ticket);
      assert.equal(first.reused, false);
      const second = established(await shake(port, { host, session: ticket }));
      assert.equal(second.reused, true, `${maxVersion} ${host}`);
      const third = established(await shake(port, { host }));
      assert.equal(third.reused, false);
      for (const { socket } of [first, second, third]) socket.destroy();
      server.close();
    }
  }
});

test('a server of old fails the handshake, and answers one that allows what is old', async () => {
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const { port, server } = await serve({
      minVersion: version,
      maxVersion: version,
      ciphers: 'ALL:@SECLEVEL=0',
    });
    const refused = await shake(port);
    assert.ok(refused.outcome === 'failed' && refused.plainText === undefined, refused.outcome);
    const old = established(await shake(port, { old: true }));
    assert.equal(old.protocol, version);
    old.socket.destroy();
    server.close();
  }
});

const OOPS = '500 OOPS: error:0A0000C1:SSL routines::no shared cipher\r\n';
/** A fatal handshake_failure. */
const ALERT = Buffer.from([0x15, 3, 3, 0, 2, 2, 0x28]);

test('the words in clear after an alert are waited for', async () => {
  for (const pieces of [[Buffer.concat([ALERT, Buffer.from(OOPS)])], [ALERT, Buffer.from(OOPS)]]) {
    for (const ends of [true, false]) {
      const server = createServer((raw) => {
        raw
          .on('error', () => undefined)
          .once('data', () => {
            pieces.forEach((piece, index) =>
              setTimeout(() => {
                raw.write(piece);
                if (ends && index === pieces.length - 1) raw.end();
              }, 20 * index),
            );
          });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const result = await shake((server.address() as AddressInfo).port);
      assert.ok(result.outcome === 'failed');
      assert.equal(result.plainText, OOPS.trimEnd(), `${pieces.length} ${ends}`);
      server.close();
    }
  }
});

test('an alert alone fails the handshake with the words of the library', async () => {
  const server = createServer((raw) => {
    raw.on('error', () => undefined).once('data', () => raw.write(ALERT));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const result = await shake((server.address() as AddressInfo).port);
  assert.ok(result.outcome === 'failed' && result.plainText === undefined);
  assert.match(result.error, /handshake failure/);
  server.close();
});
