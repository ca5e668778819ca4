import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { diagnose } from '../../../core/verdict/index.js';
import { probe, type ProbeOptions, type ProbeRun } from '../../../probe/index.js';
import { LISTING, startScriptedServer, tuple, type Handler, type Script } from '../scripted-ftp-server.js';
import { probeScript, seen, type ScriptedRun } from '../scripted-probe.js';

/** With enough samples for several connections. */
async function probeFlow(script: Script, options: Partial<ProbeOptions> = {}): Promise<ScriptedRun> {
  return probeScript(script, {}, { samples: 12, ...options });
}

function step(run: ProbeRun, id: string): string {
  const found = run.steps.find((one) => one.id === id);
  return `${found?.status ?? 'none'} ${found?.detail ?? ''}`;
}

/** Notes what arrives on a connection packet by packet, from the first command that it is attached to. */
function packets(into: string[]): Handler {
  const known = new WeakSet<Socket>();
  return (_, { socket }) => {
    if (!known.has(socket)) socket.prependListener('data', (chunk: Buffer) => into.push(chunk.toString()));
    known.add(socket);
    return '331 Please specify the password.';
  };
}

test('vsftpd gets what belongs together in one packet, and never across a login', async () => {
  const arrived: string[] = [];
  const { run } = await probeFlow({
    greeting: '220 (vsFTPd 3.0.3)\r\n',
    commands: { USER: packets(arrived) },
  });
  assert.match(step(run, 'list'), /^pass/);
  assert.ok(
    arrived.includes('EPSV\r\nFEAT\r\nSTAT\r\n'),
    JSON.stringify(arrived.filter((one) => !one.startsWith('PASS'))),
  );
  for (const packet of arrived.filter((one) => /PASS|USER|AUTH|LIST|QUIT/.test(one)))
    assert.equal(packet.split('\r\n').length, 2, 'something rides with a command that stands alone');
});

test('a server of another kind gets one command after the other', async () => {
  const arrived: string[] = [];
  const { run } = await probeFlow({ commands: { USER: packets(arrived) } });
  assert.match(step(run, 'range'), /^pass 12 /);
  assert.ok(arrived.every((packet) => packet.split('\r\n').length === 2));
});

test('a greeting of the administrator’s own: STAT tells that it is vsftpd', async () => {
  const arrived: string[] = [];
  await probeFlow({
    greeting: '220 Welcome\r\n',
    commands: { USER: packets(arrived), STAT: () => '211-Status:\r\n     vsFTPd 3.0.5\r\n211 End' },
  });
  assert.ok(arrived.includes('STAT\r\n') && arrived.includes('EPSV\r\nFEAT\r\n'), JSON.stringify(arrived));
});

test('ports are asked for over several connections, politely', async () => {
  const loggedIn = new Set<Socket>();
  let most = 0;
  const { run, server } = await probeFlow(
    {
      commands: {
        PASS: (_, { socket }) => {
          loggedIn.add(socket);
          socket.once('close', () => loggedIn.delete(socket));
          most = Math.max(most, loggedIn.size);
          return '230 Login successful.';
        },
      },
    },
    { samples: 16 },
  );
  assert.ok(most >= 3 && most <= 7, `${most} connections at a time`);
  const { received } = server;
  assert.match(step(run, 'range'), /^pass 16 /);
  const logins = received.filter((line) => line.startsWith('USER')).length;
  assert.equal(received.filter((line) => line === 'QUIT').length, logins);
  // EPSV or PASV of the main session, and what was asked for beside it.
  assert.equal(received.filter((line) => line === 'EPSV').length, 17);
  const sessions = new Set(seen(run, 'connect').map(({ session }) => session));
  assert.ok(sessions.size >= 3 && sessions.has(undefined));
});

test('only the main session asks for a port before it holds its own', async () => {
  const asked: ('main' | 'other')[] = [];
  let main: Socket | null = null;
  const noted =
    (answer: Handler): Handler =>
    (argument, session) => {
      main ??= session.socket;
      asked.push(session.socket === main ? 'main' : 'other');
      return answer(argument, session);
    };
  await probeFlow({
    commands: {
      EPSV: noted(async (_, s) => `229 Entering Extended Passive Mode (|||${await s.listen()}|)`),
      PASV: noted(async (_, s) => `227 Entering Passive Mode (${tuple('127.0.0.1', await s.listen())}).`),
    },
  });
  assert.deepEqual(asked.slice(0, 2), ['main', 'main']);
  assert.ok(asked.includes('other'));
});

test('a limit on connections is no finding: fewer of them ask', async () => {
  for (const allowed of [1, 2, 3]) {
    let connections = 0;
    const { run } = await probeFlow({
      get greeting() {
        return ++connections > allowed
          ? '421 There are too many connections from your internet address.\r\n'
          : '220 ready\r\n';
      },
    });
    assert.match(step(run, 'range'), /^pass 12 /, String(allowed));
    assert.match(step(run, 'list'), /^pass/);
    assert.ok(!seen(run, 'reply').some(({ code }) => code === 421), 'the refusal is recorded');
    assert.deepEqual(
      diagnose({ witness: 'probe', observations: run.observations }).map(({ id }) => id),
      [],
    );
    const sessions = new Set(seen(run, 'connect').map(({ session }) => session));
    assert.equal(sessions.size, allowed);
  }
});

test('a range too small for several connections at once is no finding either', async () => {
  // As vsftpd does: two words, and the end of the session.
  let busy = 0;
  const taken = new WeakSet<Socket>();
  const ask: Handler = async (_, session) => {
    if (!taken.has(session.socket)) {
      if (busy >= 2) {
        session.reply('500 OOPS: vsf_sysutil_bind');
        session.socket.end();
        return undefined;
      }
      busy++;
      taken.add(session.socket);
      session.socket.once('close', () => busy--);
    }
    return `229 Entering Extended Passive Mode (|||${await session.listen()}|)`;
  };
  const { run } = await probeFlow({ commands: { EPSV: ask, PASV: () => '550 Permission denied.' } });
  assert.match(step(run, 'range'), /^pass 12 /);
  assert.ok(!JSON.stringify(run.observations).includes('OOPS'));
});

test('connections that never get anywhere hold nothing up', async () => {
  const cases: Script[] = [
    {
      commands: { USER: (user, { socket }) => (first(socket) ? '331 Go on.' : user === '' ? '' : undefined) },
    },
    { commands: { PASS: (_, { socket }) => (first(socket) ? '230 In.' : undefined) } },
    { commands: { PASS: (_, { socket }) => (first(socket) ? '230 In.' : '530 Login incorrect.') } },
    { commands: { PASS: (_, { socket }) => (first(socket) ? '230 In.' : (socket.destroy(), undefined)) } },
  ];
  let main: Socket | null = null;
  const first = (socket: Socket): boolean => (main ??= socket) === socket;
  for (const script of cases) {
    main = null;
    const { run } = await probeFlow(script);
    assert.match(step(run, 'range'), /^pass 12 /);
    assert.ok(!seen(run, 'reply').some(({ code }) => code >= 500), 'a side session is recorded');
    assert.ok(!seen(run, 'note').some(({ note }) => note === 'timeout'));
  }
});

test('side sessions that name others, or too much, are not dialled', async () => {
  let main: Socket | null = null;
  const { run } = await probeFlow({
    commands: {
      EPSV: () => '502 No.',
      PASV: async (_, session) => {
        main ??= session.socket;
        const port = await session.listen();
        return session.socket === main
          ? `227 Entering Passive Mode (${tuple('127.0.0.1', port)}).`
          : Array.from({ length: 5000 }, () => `227 Entering Passive Mode (10,9,8,7,1,187).`).join('\r\n');
      },
    },
  });
  assert.ok(seen(run, 'connect').every(({ host }) => host === '127.0.0.1'));
  assert.ok(run.observations.length < 500, String(run.observations.length));
});

test('where one mode is refused while it listens, nothing silent is claimed and nothing searched', async () => {
  const closed = await startScriptedServer();
  await closed.close();
  const { run, server } = await probeFlow({
    commands: {
      PASV: () => `227 Entering Passive Mode (${tuple('127.0.0.1', closed.port)}).`,
      EPSV: () => `229 Entering Extended Passive Mode (|||${closed.port}|)`,
    },
  });
  assert.deepEqual(run.range?.refused, [[closed.port, closed.port]]);
  assert.deepEqual(run.range.silent, []);
  assert.ok(!run.observations.some(({ kind }) => kind === 'bare-dial'));
  assert.ok(!server.received.some((line) => line.startsWith('LIST')));
});

for (const greeting of ['220 ready\r\n', '220 (vsFTPd 3.0.5)\r\n'])
  test(`a server that does not answer STAT is listed all the same: ${greeting.trim()}`, async () => {
    const { run } = await probeFlow({ greeting, commands: { STAT: () => undefined } });
    assert.equal(seen(run, 'transfer')[0]?.outcome, 'complete');
    const findings = diagnose({ witness: 'probe', observations: run.observations });
    const found = findings.find(({ title }) => title === 'The server does not answer STAT');
    assert.equal(found?.severity, 'information');
    assert.deepEqual(
      findings.filter(({ severity }) => severity !== 'information'),
      [],
    );
  });

test('a server that does not answer FEAT is listed, and told to stop most clients', async () => {
  const { run } = await probeFlow({ commands: { FEAT: () => undefined } });
  assert.equal(seen(run, 'transfer')[0]?.outcome, 'complete');
  const [first] = diagnose({ witness: 'probe', observations: run.observations });
  assert.deepEqual([first?.severity, first?.title], ['error', 'The server does not answer FEAT']);
});

test('an answer to STAT that comes late is not taken for that to another command', async () => {
  const { run } = await probeFlow({
    commands: {
      STAT: (_, session) => {
        // Given up after one second, and there before the answer to EPSV.
        setTimeout(() => {
          session.reply('211 Late.');
        }, 1300);
        return undefined;
      },
      EPSV: async (_, session) => {
        await pause(600);
        return `229 Entering Extended Passive Mode (|||${await session.listen()}|)`;
      },
    },
  });
  assert.deepEqual(
    seen(run, 'reply')
      .filter(({ session, text }) => session === undefined && text.startsWith('Late'))
      .map(({ to }) => to),
    ['STAT'],
  );
  assert.equal(seen(run, 'transfer')[0]?.outcome, 'complete');
});

test('a listing that comes slowly after its 226 is whole', async () => {
  const { run } = await probeFlow({
    commands: {
      LIST: async (_, session) => {
        session.reply('150 Here it comes.');
        session.reply('226 Handed over.');
        const data = await session.data();
        // Longer in all than the probe waits for a silent port, which here is a second.
        for (let i = 0; i < 5; i++) {
          data.write(LISTING);
          await pause(400);
        }
        data.end();
        return undefined;
      },
    },
  });
  const [listing] = seen(run, 'transfer');
  assert.equal(listing?.outcome, 'complete');
  assert.equal(listing.bytes, 5 * LISTING.length);
  assert.deepEqual(
    diagnose({ witness: 'probe', observations: run.observations }).filter(
      ({ severity }) => severity !== 'information',
    ),
    [],
  );
});

test('an ordinary client runs only where it can tell more', async () => {
  const healthy = await probeFlow({});
  assert.match(step(healthy.run, 'client'), /^skip Nothing is wrong/);
  const noEpsv = await probeFlow({ commands: { EPSV: () => '502 What?' } });
  assert.match(step(noEpsv.run, 'client'), /^pass/);
});

test('cancelling while others ask leaves no connection open', async () => {
  for (const count of [3, 5, 9]) {
    const controller = new AbortController();
    const reason = new Error('enough');
    let asked = 0;
    const server = await startScriptedServer({
      commands: {
        EPSV: async (_, session) => {
          if (++asked === count)
            setImmediate(() => {
              controller.abort(reason);
            });
          return `229 Entering Extended Passive Mode (|||${await session.listen()}|)`;
        },
      },
    });
    const target = { host: '127.0.0.1', port: server.port, user: 'u', password: 'p' } as const;
    await assert.rejects(
      probe({ ...target, tls: 'none', insecure: false }, { signal: controller.signal, timeoutMs: 60_000 }),
      reason,
    );
    while (server.open() > 0)
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    await server.close();
  }
});

test('options that make no sense are refused', async () => {
  const target = { host: 'h', port: 21, user: 'u', password: '', tls: 'none', insecure: false } as const;
  const { signal } = new AbortController();
  for (const options of [
    { samples: 65 },
    { samples: -1 },
    { idleSeconds: 0 },
    { expectedRange: { low: 0, high: 5 } },
    { expectedRange: { low: 3100, high: 3000 } },
    { expectedRange: { low: 3100, high: 70_000 } },
  ])
    await assert.rejects(probe(target, { signal, ...options }), TypeError);
});

for (const verb of ['STAT', 'FEAT'])
  test(`a server that leaves at ${verb}, which few clients need, is tested in a second session`, async () => {
    const { run } = await probeFlow({
      commands: {
        [verb]: (_, { socket }) => {
          socket.destroy();
          return undefined;
        },
      },
    });
    assert.deepEqual(
      seen(run, 'transfer').map(({ session, outcome }) => [session, outcome]),
      [['second', 'complete']],
    );
    const findings = diagnose({ witness: 'probe', observations: run.observations });
    assert.deepEqual(
      findings.map(({ severity, title }) => [severity, title]),
      [['warning', `The server breaks the session off at ${verb}`]],
    );
    assert.match(step(run, 'range'), /^pass/);
  });
