import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { judge } from '../../../core/verdict/index.js';
import { probe, reportOf, type ProbeRun, type ProbeStep } from '../../../probe/index.js';
import { PortDial } from '../../../probe/range/port-dial.js';
import { LISTING, startScriptedServer, tuple, type Script } from '../scripted-ftp-server.js';
import { HERE, probeScript, runAt, SECRET, seen, targetOf } from '../scripted-probe.js';

function status(run: ProbeRun, id: string): string | undefined {
  return run.steps.find((step) => step.id === id)?.status;
}

function detail(run: ProbeRun, id: string): string {
  return run.steps.find((step) => step.id === id)?.detail ?? '';
}

test('a healthy server: every step passes, and the report holds what it must', async () => {
  const steps: ProbeStep['id'][] = [];
  const { run, server } = await probeScript({}, { path: 'pub' }, { onStep: (step) => steps.push(step.id) });
  assert.deepEqual(
    run.steps.filter((step) => step.status !== 'pass').map((step) => step.id),
    ['tls', 'client'],
    JSON.stringify(run.steps),
  );
  assert.deepEqual(
    steps,
    run.steps.map((step) => step.id),
  );
  assert.ok(
    ['resolve', 'control', 'banner', 'login', 'epsv', 'pasv', 'dial', 'list', 'range', 'client'].every((id) =>
      steps.some((one) => one === id),
    ),
  );
  assert.deepEqual(run.target, { host: '127.0.0.1', port: server.port, peer: '127.0.0.1' });
  assert.equal(run.vantage.address, '127.0.0.1');
  assert.deepEqual(
    seen(run, 'transfer').map(({ outcome, bytes, entries }) => ({ outcome, bytes, entries })),
    [{ outcome: 'complete', bytes: LISTING.length, entries: 1 }],
  );
  assert.ok(seen(run, 'connect').every(({ outcome }) => outcome === 'open'));
  assert.equal(run.range?.exact, false);
  assert.ok(server.received.includes('CWD pub'));
  const report = reportOf(run, []);
  assert.equal(report.version, 1);
  assert.ok(report.notTested.includes('active mode'));
  assert.ok(seen(run, 'command').some(({ verb, argument }) => verb === 'PASS' && argument === undefined));
});

test('nothing listens: a refused connect, and nothing else is tried', async () => {
  const idle = createServer().listen(0, '127.0.0.1');
  await once(idle, 'listening');
  const { port } = idle.address() as AddressInfo;
  idle.close();
  await once(idle, 'close');
  const run = await probe(targetOf(port), { signal: new AbortController().signal, timeoutMs: 1000 });
  assert.deepEqual(
    run.steps.map(({ id, status: one }) => `${id} ${one}`),
    ['resolve pass', 'control fail'],
  );
  assert.equal(run.target.peer, null);
  assert.deepEqual(
    seen(run, 'connect').map(({ outcome, errno }) => [outcome, errno]),
    [['refused', 'ECONNREFUSED']],
  );
});

test('other protocols at the port get neither user nor password', async () => {
  const cases: [greeting: string | Buffer, words: RegExp][] = [
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', /SSH-2\.0/],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', /HTTP\/1\.1 400/],
    ['220 mail.example.test ESMTP Postfix\r\n', /mail server.*ESMTP/],
    [Buffer.from([0x15, 3, 1, 0, 2, 2, 70, 0x0a]), /\\x15\\x03/],
    ['421 There are too many connected users, please try later.\r\n', /421 There are too many/],
    ['500 OOPS: vsftpd: both local and anonymous access disabled!\r\n', /500 OOPS: vsftpd: both/],
  ];
  for (const [greeting, words] of cases) {
    const { run, server } = await probeScript({ greeting });
    assert.equal(status(run, 'banner'), 'fail', String(greeting));
    assert.match(detail(run, 'banner'), words);
    assert.deepEqual(server.received, []);
  }
});

test('silence: a ClientHello on a second connection asks what the port is', async () => {
  const { run } = await probeScript({ greeting: null });
  assert.match(detail(run, 'banner'), /says nothing/);
  assert.ok(seen(run, 'tls').some(({ mode, session }) => mode === 'implicit' && session === 'implicit-tls'));
  assert.ok(seen(run, 'note').some(({ note }) => note === 'timeout'));
});

test('a wrong password is sent once and never again', async () => {
  const { run, server } = await probeScript(
    { commands: { PASS: () => '530 Login incorrect.' } },
    {},
    { also: new Set(['active']) },
  );
  assert.equal(status(run, 'login'), 'fail');
  assert.equal(server.received.filter((line) => line.startsWith('PASS')).length, 1);
  assert.equal(status(run, 'client'), undefined);
});

test('a server that repeats the password does not get it into a record', async () => {
  const echo = (argument: string): string => `530 I do not like ${argument} at all`;
  const { run } = await probeScript({ commands: { PASS: echo } });
  assert.match(detail(run, 'login'), /I do not like \*\*\* at all/);
});

test('explicit TLS that is not offered: nothing is sent in clear', async () => {
  const { run, server } = await probeScript({}, { tls: 'explicit' });
  assert.equal(status(run, 'tls'), 'fail');
  assert.deepEqual(
    server.received.filter((line) => line !== 'QUIT'),
    ['AUTH TLS'],
  );
});

test('auto goes on in clear only where TLS is not offered, and says so', async () => {
  const { run, server } = await probeScript({}, { tls: 'auto' });
  assert.equal(status(run, 'tls'), 'warn');
  assert.match(detail(run, 'tls'), /clear text/);
  assert.equal(status(run, 'login'), 'pass');
  assert.ok(server.received.includes(`PASS ${SECRET}`));
});

test('a handshake that fails never falls back to clear text', async () => {
  const oops = '500 OOPS: SSL: cannot load RSA certificate\r\n';
  const cases: Script[] = [
    { commands: { AUTH: () => `234 Proceed.\r\n${oops.trimEnd()}` } },
    {
      commands: {
        AUTH: (_, { socket, ...session }) => (
          session.reply('234 Proceed.'),
          socket.once('data', () => socket.end(oops)),
          undefined
        ),
      },
    },
    {
      commands: {
        AUTH: (_, { socket, ...session }) => (
          session.reply('234 Proceed.'),
          socket.removeAllListeners('data').resume(),
          undefined
        ),
      },
    },
    {
      commands: {
        AUTH: (_, { socket, ...session }) => (session.reply('234 Proceed.'), socket.end(), undefined),
      },
    },
    { commands: { AUTH: (_, { socket }) => (socket.destroy(), undefined) } },
    { commands: { AUTH: () => '421 Not now.' } },
  ];
  for (const script of cases) {
    for (const tls of ['auto', 'explicit'] as const) {
      const { run, server } = await probeScript(script, { tls });
      assert.equal(status(run, 'tls'), 'fail');
      assert.ok(!server.received.some((line) => /^(USER|PASS)/.test(line)), server.received.join());
    }
  }
  const { run } = await probeScript(cases[1] ?? {}, { tls: 'explicit' });
  assert.equal(seen(run, 'tls')[0]?.plainText, oops.trimEnd());
});

test('implicit TLS against a plain server: its greeting is found in the handshake', async () => {
  const { run } = await probeScript({}, { tls: 'implicit' });
  assert.equal(status(run, 'tls'), 'fail');
  assert.equal(seen(run, 'tls')[0]?.plainText, '220 ready');
  assert.match(detail(run, 'tls'), /220 ready/);
});

test('an address that is not the server is never dialled', async () => {
  for (const host of ['10.0.0.5', '198.51.100.20', '0.0.0.0', '224.0.0.1', '8.8.8.8']) {
    const { run } = await probeScript({
      commands: {
        PASV: async (_, session) => `227 Entering Passive Mode (${tuple(host, await session.listen())}).`,
      },
    });
    assert.ok(
      seen(run, 'connect').every((one) => one.host === '127.0.0.1'),
      host,
    );
    assert.ok(seen(run, 'endpoint').some((one) => one.mode === 'PASV' && one.host === host));
    assert.ok(
      seen(run, 'connect').some(
        (one) => one.mode === 'PASV' && one.dialled === 'peer' && one.outcome === 'open',
      ),
    );
    assert.equal(status(run, 'pasv'), 'warn');
    assert.equal(status(run, 'list'), 'pass');
  }
});

test('a neighbour is dialled only with the word of the user, then the peer', async () => {
  const script: Script = {
    commands: {
      PASV: async (_, session) =>
        `227 Entering Passive Mode (${tuple('127.0.0.2', await session.listen())}).`,
    },
  };
  const dialsOf = (run: ProbeRun): unknown[] =>
    seen(run, 'connect')
      .filter((one) => one.mode === 'PASV')
      .slice(0, 2)
      .map(({ host, outcome, dialled }) => [host, outcome, dialled]);
  const { run } = await probeScript(script, {}, { dial: ['127.0.0.2'] });
  assert.deepEqual(dialsOf(run), [
    ['127.0.0.2', 'refused', 'advertised'],
    ['127.0.0.1', 'open', 'peer'],
  ]);
  assert.equal(status(run, 'list'), 'pass');
  const unasked = (await probeScript(script)).run;
  assert.ok(seen(unasked, 'connect').every(({ host }) => host === '127.0.0.1'));
  assert.equal(status(unasked, 'list'), 'pass');
  const { notTested } = judge({ witness: 'probe', observations: unasked.observations });
  const line = notTested.find((what) => what.includes('127.0.0.2'));
  assert.match(line ?? '', /does not resolve to it, so it was not dialled; .*FileZilla.* would dial it/);
});

test('LIST is not sent where no data connection can be made', async () => {
  const closed = await startScriptedServer();
  await closed.close();
  const { run, server } = await probeScript({
    commands: {
      PASV: () => `227 Entering Passive Mode (${tuple('127.0.0.1', closed.port)}).`,
      EPSV: () => `229 Entering Extended Passive Mode (|||${closed.port}|)`,
    },
  });
  assert.ok(!server.received.some((line) => line.startsWith('LIST')));
  assert.equal(status(run, 'list'), 'skip');
  assert.equal(status(run, 'client'), 'skip');
  assert.deepEqual(run.range?.refused, [[closed.port, closed.port]]);
  assert.ok(
    seen(run, 'connect')
      .filter(({ channel }) => channel === 'data')
      .every(({ outcome }) => outcome === 'refused'),
  );
});

test('both passive commands refused, or answered with nothing that can be read', async () => {
  for (const text of [
    '550 Permission denied.',
    '227 Missing IP',
    '200 Fine.',
    '229 (||40000|)',
    '227 (0,0,0,0,0,0)',
    '229 (|||0|)',
  ]) {
    const { run } = await probeScript({ commands: { PASV: () => text, EPSV: () => text } });
    assert.notEqual(status(run, 'list'), 'pass', text);
    assert.equal(
      run.steps.some((step) => step.id === 'dial' && step.status === 'pass'),
      false,
      text,
    );
  }
});

test('a session that dies at PASV lists over EPSV in a second one', async () => {
  const { run, server } = await probeScript({
    commands: {
      PASV: (_, { socket, ...session }) => {
        session.reply('500 OOPS: invalid pasv_address');
        session.reply('500 OOPS: priv_sock_get_cmd');
        socket.end();
        return undefined;
      },
    },
  });
  assert.match(detail(run, 'pasv'), /invalid pasv_address.*priv_sock_get_cmd/);
  assert.equal(status(run, 'list'), 'pass');
  assert.deepEqual(
    seen(run, 'reply')
      .filter(({ code }) => code === 500)
      .map(({ to }) => to),
    ['PASV', 'PASV'],
  );
  assert.ok(seen(run, 'closed').some(({ by, after }) => by === 'server' && after === 'PASV'));
  assert.ok(server.received.filter((line) => line === 'USER someone').length >= 2);
});

test('what a listing can come to', async () => {
  const cases: [Script['commands'], outcome: string, step: string, words: RegExp][] = [
    [{ LIST: () => '425 Security: Bad IP connecting.' }, 'no-data', 'fail', /Bad IP/],
    [
      {
        LIST: (_, s) => (s.reply('150 Here.'), void s.data().then((data) => data.destroy()), '226 Done.'),
      },
      'complete',
      'warn',
      /0 bytes/,
    ],
    [{ LIST: (_, s) => (s.reply('150 Here.'), undefined) }, 'stalled', 'fail', /not one byte came/],
    [
      {
        LIST: (_, s) => (
          void s.data().then((data) => data.resetAndDestroy()),
          s.reply('150 Here.'),
          '426 Broken.'
        ),
      },
      'reset',
      'fail',
      /broke.*426/,
    ],
    [
      {
        LIST: (_, s) => (
          s.reply('150 Here.'),
          void s.data().then((data) => data.end('x\r\n')),
          s.socket.end(),
          undefined
        ),
      },
      'unfinished',
      'fail',
      /closed the connection/,
    ],
  ];
  for (const [commands, outcome, step, words] of cases) {
    const { run } = await probeScript({ commands: commands ?? {} }, {}, { samples: 0 });
    assert.equal(seen(run, 'transfer')[0]?.outcome, outcome, detail(run, 'list'));
    assert.equal(status(run, 'list'), step);
    assert.match(detail(run, 'list'), words);
  }
});

test('an endless listing is cut off after its first mebibyte', async () => {
  const line = Buffer.alloc(64 * 1024, 'x\n');
  const { run } = await probeScript({
    commands: {
      LIST: (_, session) => {
        session.reply('150 Here.');
        void session.data().then((data) => {
          const more = (): void => {
            while (!data.destroyed && data.write(line));
          };
          data.on('drain', more);
          more();
        });
        return undefined;
      },
    },
  });
  const bytes = seen(run, 'transfer')[0]?.bytes ?? 0;
  assert.ok(bytes >= 1024 * 1024 && bytes < 2 * 1024 * 1024, String(bytes));
});

test('active mode lists over a connection that the server opens', async () => {
  const { connect } = await import('node:net');
  let data = connect({ port: 1, host: '127.0.0.1' }).on('error', () => undefined);
  const { run, server } = await probeScript(
    {
      commands: {
        PORT: async (argument) => {
          const [high = 0, low = 0] = argument.split(',').slice(4).map(Number);
          data = connect({ port: high * 256 + low, host: '127.0.0.1' });
          await once(data, 'connect');
          return '200 PORT command successful.';
        },
        LIST: (_, session) => {
          session.reply('150 Here.');
          const closed = once(data, 'close');
          data.resume().end('one\r\n');
          return closed.then(() => '226 Done.');
        },
        PASV: () => '550 Permission denied.',
        EPSV: () => '550 Permission denied.',
      },
    },
    {},
    { also: new Set(['active']) },
  );
  assert.equal(status(run, 'active'), 'pass', detail(run, 'active'));
  assert.ok(server.received.some((line) => /^PORT 127,0,0,1,\d+,\d+$/.test(line)));
  assert.ok(
    seen(run, 'transfer').some(({ session, outcome }) => session === 'active' && outcome === 'complete'),
  );
  assert.ok(!reportOf(run, []).notTested.includes('active mode'));
});

test('a data connection that the next PASV has reset was connected', async () => {
  const dialled = async (closes: boolean): Promise<PortDial> => {
    const listener = createServer((socket) => socket.resetAndDestroy()).listen(0, HERE);
    await once(listener, 'listening');
    const dial = new PortDial(runAt(21), HERE, (listener.address() as AddressInfo).port);
    if (closes) dial.listenerGone();
    // What waits to be accepted is reset; nothing is accepted before this turn of the loop ends.
    await new Promise<void>((resolve) => {
      process.nextTick(resolve);
    });
    listener.close();
    (await dial.ended).socket?.destroy();
    return dial;
  };
  const gone = await dialled(true);
  assert.equal(gone.result?.outcome, 'reset');
  assert.ok(gone.stood);
  const reset = await dialled(false);
  assert.equal(reset.result?.outcome, 'reset');
  assert.ok(!reset.stood, 'nothing explains why it was reset');
});

test('the ordinary client is not blamed for a limit on connections', async () => {
  let connections = 0;
  const { run } = await probeScript({
    get greeting() {
      return ++connections > 1
        ? '421 There are too many connections from your internet address.\r\n'
        : '220 ready\r\n';
    },
  });
  assert.equal(status(run, 'client'), 'skip');
  const server = await startScriptedServer({
    commands: {
      EPSV: () => '502 What?',
      QUIT: () => {
        server.refuse();
        return '221 Goodbye.';
      },
    },
  });
  const options = { signal: new AbortController().signal, timeoutMs: 1000, samples: 0 };
  const refused = await probe(targetOf(server.port), options);
  await server.close();
  assert.equal(status(refused, 'client'), 'skip', detail(refused, 'client'));
  assert.match(detail(refused, 'client'), /ECONNREFUSED/);
});
