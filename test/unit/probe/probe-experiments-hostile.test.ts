import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probe, type ExtraTest, type ProbeRun } from '../../../probe/index.js';
import { startScriptedServer, type Handler, type Script } from '../scripted-ftp-server.js';
import { CERTIFICATE, probeScript, targetOf } from '../scripted-probe.js';

const QUICK = new Set(['active', 'anonymous', 'clear', 'inject', 'foreign'] as const);
const ALL = new Set([...QUICK, 'idle'] as const);

/** Every experiment, against one server. */
async function probeAll(script: Script, also: ReadonlySet<ExtraTest> = QUICK): Promise<ProbeRun> {
  const target = { tls: 'auto', insecure: true } as const;
  const options = { samples: 2, also, idleSeconds: 1 };
  return (await probeScript({ tls: CERTIFICATE, ...script }, target, options)).run;
}

/** Behaves on the first connection and does something else on the others. */
function onOthers(healthy: Handler, other: Handler): Handler {
  let first: unknown;
  return (argument, session) => {
    const { remotePort } = session.socket;
    first ??= remotePort;
    return first === remotePort ? healthy(argument, session) : other(argument, session);
  };
}

test('a server that leaves every further session at any command', async () => {
  const healthy: Record<string, Handler> = {
    USER: () => '331 Password?',
    PASS: () => '230 In.',
    PROT: (level, session) => ((session.isPrivate = level === 'P'), '200 Fine.'),
    STAT: () => '211-Status:\r\n     Connected to 127.0.0.1\r\n211 End',
    EPSV: async (_, session) => `229 Extended (|||${await session.listen()}|)`,
  };
  for (const [verb, handler] of Object.entries(healthy)) {
    for (const leave of ['end', 'destroy'] as const) {
      const run = await probeAll({
        commands: { [verb]: onOthers(handler, (_, { socket }) => (socket[leave](), undefined)) },
      });
      assert.equal(run.steps.find(({ id }) => id === 'list')?.status, 'pass', `${verb} ${leave}`);
    }
  }
});

test('a server that falls silent in every further session', async () => {
  for (const verb of ['PASS', 'PROT', 'LIST']) {
    const run = await probeAll({ commands: { [verb]: () => undefined } }, ALL);
    assert.ok(run.durationMs < 60_000 && JSON.stringify(run).length < 256 * 1024, verb);
  }
});

test('garbage, and words that look like a way to another machine, in every further session', async () => {
  const away: Handler = () => '227 Entering Passive Mode (192,0,2,7,200,1).';
  const extended: Handler = () => '229 Extended (|1|192.0.2.7|51201|)';
  const noise: Handler = () => `211-${'x\x1b[2J'.repeat(100)}\r\n211 Connected to 192.0.2.7`;
  const run = await probeAll({ commands: { PASV: away, EPSV: extended, STAT: noise, SIZE: () => '213 -1' } });
  for (const seen of run.observations) {
    if (seen.kind === 'connect' || seen.kind === 'bare-dial') assert.equal(seen.host, '127.0.0.1');
    if (seen.kind === 'endpoint' && (seen.mode === 'PORT' || seen.mode === 'EPRT'))
      assert.notEqual(seen.host, '192.0.2.7');
  }
  assert.ok(!JSON.stringify(run).includes('\\u001b'));
});

test('a listing without an end on every connection', async () => {
  const LIST: Handler = async (_, session) => {
    session.reply('150 Here.');
    const data = await session.data();
    const line = Buffer.alloc(64 * 1024, '-rw-r--r-- 1 0 0 9000 Nov 21 06:29 a\r\n');
    const more = (): void => {
      while (!data.destroyed && data.write(line));
    };
    data.on('drain', more).once('close', () => {
      session.reply('426 Broken.');
    });
    more();
    return undefined;
  };
  const run = await probeAll({ commands: { LIST } });
  for (const seen of run.observations)
    if (seen.kind === 'transfer') assert.ok((seen.bytes ?? 0) < 2 * 1024 * 1024);
  assert.ok(run.observations.length < 1000);
});

test('cancelled at any time, the probe ends at once and leaves no connection', async () => {
  for (const step of [
    'vantage',
    'list',
    'protect',
    'client',
    'anonymous',
    'inject',
    'foreign',
    'idle',
  ] as const) {
    const cancel = new AbortController();
    const server = await startScriptedServer({ tls: CERTIFICATE, commands: { NOOP: () => undefined } });
    const run = probe(targetOf(server.port, { tls: 'auto', insecure: true }), {
      signal: cancel.signal,
      timeoutMs: 1000,
      samples: 2,
      also: ALL,
      idleSeconds: 1,
      onProgress: (progress) => {
        if (progress.step === step) cancel.abort(new Error('enough'));
      },
      onStep: ({ id }) => {
        if (id === step || (step === 'vantage' && id === 'resolve')) cancel.abort(new Error('enough'));
      },
    });
    await assert.rejects(run, /enough/, step);
    for (let tries = 0; tries < 100 && server.open() > 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(server.open(), 0, step);
    await server.close();
  }
});
