// Every socket, timer and promise of a run ends with it, whenever that is. A promise that no one awaits fails these tests.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { probe, type ProbeOptions } from '../../../probe/index.js';
import { OwnListener } from '../../../probe/wire/own-listener.js';
import { startScriptedServer, type Script, type ScriptedServer } from '../scripted-ftp-server.js';
import { CERTIFICATE, HERE, runAt, targetOf } from '../scripted-probe.js';

const OPTIONS = { samples: 2, timeoutMs: 60_000, also: new Set(['active', 'modes', 'anonymous'] as const) };
const TARGET = { tls: 'auto', insecure: true } as const;

/** Resolves when the server has no control connection any more. */
async function emptied(server: ScriptedServer): Promise<void> {
  while (server.open() > 0)
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}

async function commandsOf(script: Script): Promise<number> {
  const server = await startScriptedServer(script);
  await probe(targetOf(server.port, TARGET), { ...OPTIONS, signal: new AbortController().signal });
  await emptied(server);
  await server.close();
  return server.received.length;
}

for (const [name, script] of [
  ['in clear', {}],
  ['under TLS', { tls: CERTIFICATE, greeting: '220 (vsFTPd 3.0.5)\r\n' }],
] as const) {
  test(`cancelled while any one command is not answered: ${name}`, async () => {
    const count = await commandsOf(script);
    assert.ok(count > 30, `${count} commands`);
    const reason = new Error('enough');
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const controller = new AbortController();
        const isMute = (number: number): boolean => {
          if (number === index + 1)
            setImmediate(() => {
              controller.abort(reason);
            });
          return number > index;
        };
        const server = await startScriptedServer({ ...script, isMute });
        // Connections at the same time may make fewer commands of it: then the run ends by itself.
        await assert.rejects(
          probe(targetOf(server.port, TARGET), { ...OPTIONS, signal: controller.signal }).then(() => {
            throw reason;
          }),
          reason,
        );
        await emptied(server);
        await server.close();
      }),
    );
  });
}

test('the limit of the whole run gives a report, whichever command is not answered', async () => {
  const verbs = ['USER', 'PASS', 'STAT', 'FEAT', 'EPSV', 'PASV', 'LIST', 'QUIT'];
  await Promise.all(
    verbs.map(async (verb) => {
      const server = await startScriptedServer({ commands: { [verb]: () => undefined } });
      const options: ProbeOptions = {
        signal: new AbortController().signal,
        timeoutMs: 60_000,
        limitMs: 1500,
      };
      const run = await probe(targetOf(server.port), { ...options, samples: 2 });
      assert.equal(run.cutShort, true, verb);
      assert.ok(run.observations.some((seen) => seen.kind === 'not-tested'));
      await emptied(server);
      await server.close();
    }),
  );
});

test('connections that a server opened end with the listener, and with the run', async () => {
  const end = new AbortController();
  const run = { ...runAt(21), signal: end.signal };
  for (const stop of ['close', 'abort'] as const) {
    const listener = new OwnListener(run);
    const port = await listener.listen(HERE);
    const sockets: Socket[] = [1, 2, 3].map(() =>
      connect({ host: HERE, port: port ?? 0 }).on('error', () => undefined),
    );
    const closed = sockets.map((socket) => new Promise((resolve) => socket.resume().once('close', resolve)));
    const taken = await listener.accept(5000);
    assert.ok(taken);
    if (stop === 'close') listener.close();
    else end.abort(new Error('enough'));
    await Promise.all(closed);
    assert.ok(taken.destroyed);
  }
});
