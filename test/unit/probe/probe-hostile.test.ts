import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { probe, type ProbeRun } from '../../../probe/index.js';
import { KnownPorts } from '../../../probe/range/known-ports.js';
import { ConnectionSlots } from '../../../probe/session/connection-slots.js';
import { PasswordGate } from '../../../probe/session/password-gate.js';
import { Gate } from '../../../probe/wire/wait.js';
import { startScriptedServer, type Script } from '../scripted-ftp-server.js';
import { probeScript, targetOf } from '../scripted-probe.js';

/** TLS where it is offered: more of the server's words are read so. */
const TARGET = { tls: 'auto' } as const;

async function probeHostile(script: Script): Promise<ProbeRun> {
  return (await probeScript(script, TARGET, { samples: 2 })).run;
}

/** Writes for as long as the other side reads. */
function flood(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

test('endless replies are cut off: one line, many lines, no lines', async () => {
  for (const bytes of ['x', '220-more\r\n', '220 ', '\0', '\n'].map((text) =>
    Buffer.from(text.repeat(10_000)),
  )) {
    const run = await probeHostile({
      onConnection: (socket) => {
        flood(socket, bytes);
      },
    });
    assert.equal(run.steps.at(-1)?.status, 'fail');
    assert.ok(JSON.stringify(run).length < 64 * 1024);
    assert.ok(run.observations.some((one) => one.kind === 'note' && one.note === 'not-a-reply'));
  }
});

test('a flood of well-formed replies is cut off too', async () => {
  const run = await probeHostile({
    onConnection: (socket) => {
      flood(socket, Buffer.from('220 welcome\r\n'.repeat(1000)));
    },
  });
  assert.ok(run.observations.length < 500, String(run.observations.length));
});

test('a reply that drips in byte by byte ends with the wait', async () => {
  const run = await probeHostile({
    onConnection: (socket) => {
      const timer = setInterval(() => socket.write('2'), 100);
      socket.once('close', () => {
        clearInterval(timer);
      });
    },
  });
  assert.equal(run.steps.at(-1)?.id, 'banner');
  assert.equal(run.steps.at(-1)?.status, 'fail');
});

test('a server that leaves at any command ends the run without an exception', async () => {
  for (const verb of ['AUTH', 'USER', 'PASS', 'FEAT', 'STAT', 'EPSV', 'PASV', 'LIST', 'QUIT']) {
    for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
      const run = await probeHostile({
        commands: {
          [verb]: (_, { socket }) => {
            socket[leave]();
            return undefined;
          },
        },
      });
      assert.ok(run.steps.length > 0);
    }
  }
});

test('control characters and binary bytes are shown escaped', async () => {
  const run = await probeHostile({ commands: { USER: () => '530 \x1b[2J\x07\u202egone \xff\0' } });
  const { detail } = run.steps.at(-1) ?? { detail: '' };
  assert.match(detail, /530 \\x1b\[2J\\x07/);
  assert.doesNotMatch(JSON.stringify(run.observations), /\\u001b|\u202e/);
});

test('random bytes never throw', async () => {
  let state = 12345;
  const random = (): number => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16;
  for (let round = 0; round < 30; round++) {
    const bytes = Buffer.from(Array.from({ length: random() % 300 }, () => random() & 255));
    const greeting = random() % 2 === 0 ? bytes : Buffer.concat([Buffer.from('220 x\r\n'), bytes]);
    const run = await probeHostile({ onConnection: (socket) => void socket.end(greeting) });
    assert.ok(run.steps.length >= 3);
  }
});

test('line breaks in user, password or path are refused before anything is sent', async () => {
  const server = await startScriptedServer();
  const signal = new AbortController().signal;
  for (const part of ['user', 'password', 'path'] as const) {
    for (const text of ['a\r\nDELE x', 'a\nb', 'a\rb', 'a\0b']) {
      await assert.rejects(probe({ ...targetOf(server.port, TARGET), [part]: text }, { signal }), TypeError);
    }
  }
  for (const host of ['', 'a b', 'a\r\nb', 'user@host', 'ftp://host']) {
    await assert.rejects(probe({ ...targetOf(server.port, TARGET), host }, { signal }), TypeError);
  }
  for (const port of [0, 65536, 1.5, NaN])
    await assert.rejects(probe(targetOf(port, TARGET), { signal }), TypeError);
  assert.deepEqual(server.received, []);
  await server.close();
});

test('cancelling ends every stage at once and leaves no connection open', async () => {
  for (const stage of ['greeting', 'AUTH', 'PASS', 'STAT', 'PASV', 'LIST', 'second login']) {
    const controller = new AbortController();
    const reason = new Error('enough');
    let users = 0;
    const stop = (): string | undefined => {
      setImmediate(() => {
        controller.abort(reason);
      });
      return undefined;
    };
    const server = await startScriptedServer(
      stage === 'greeting'
        ? { onConnection: stop }
        : stage === 'second login'
          ? { commands: { USER: () => (users++ === 0 ? '331 Go on.' : stop()) } }
          : { commands: { [stage]: stop } },
    );
    await assert.rejects(
      probe(targetOf(server.port, TARGET), { signal: controller.signal, samples: 1, timeoutMs: 60_000 }),
      reason,
    );
    while (server.open() > 0)
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    await server.close();
  }
});

test('an aborted signal starts nothing', async () => {
  const server = await startScriptedServer();
  await assert.rejects(
    probe(targetOf(server.port, TARGET), { signal: AbortSignal.abort(new Error('no')) }),
    /no/,
  );
  assert.equal(server.open(), 0);
  await server.close();
});

test('a stranger who connects to the active port is turned away', async () => {
  const { tryActive } = await import('../../../probe/session/active.js');
  const { ControlConnection } = await import('../../../probe/wire/control.js');
  const { Recorder } = await import('../../../probe/recorder.js');
  const lines: string[] = [];
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (chunk: Buffer) => {
        const line = chunk.toString().trim();
        lines.push(line);
        const numbers = line.split(',').slice(4).map(Number);
        const [high = 0, low = 0] = numbers;
        if (line.startsWith('PORT')) {
          // The probe was told that its peer is 127.0.0.9; this connection comes from 127.0.0.1.
          connect({ port: high * 256 + low, host: '127.0.0.1' })
            .on('error', () => undefined)
            .once('close', () => socket.write('200 ok\r\n'));
        } else socket.write('425 nobody\r\n');
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const recorder = new Recorder('');
  const { signal } = new AbortController();
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const run = {
    target: targetOf(port, TARGET),
    passwords: new PasswordGate(targetOf(port, TARGET), false),
    recorder,
    signal,
    timeoutMs: 1000,
    peer: '127.0.0.9',
    agreed: [],
    dialable: [],
    silenceMs: 1000,
    rttMs: 1,
    slots: new ConnectionSlots(),
    ports: new KnownPorts(),
    lost: [],
    ready: new Gate<boolean>(),
    admitted: new Gate<boolean>(),
  };
  const control = new ControlConnection(socket, run);
  await tryActive(control, run, '127.0.0.1');
  assert.equal(recorder.steps.at(-1)?.status, 'fail');
  assert.equal(lines.length, 2);
  control.destroy();
  server.close();
});
