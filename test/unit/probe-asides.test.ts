import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Observation } from '../../core/verdict/observation.js';
import { SESSION } from '../../core/verdict/session-names.js';
import { probe, type ProbeOptions, type ProbeRun, type ProbeTarget } from '../../probe/index.js';
import { LISTING, startScriptedServer, type Handler, type Script } from './scripted-ftp-server.js';

const SECRET = 'correct horse battery';
const tls = {
  key: readFileSync('test/fixtures/tls/key.pem'),
  cert: readFileSync('test/fixtures/tls/certificate.pem'),
};

interface Result {
  readonly run: ProbeRun;
  /** Commands of all connections, as received. */
  readonly received: readonly string[];
}

async function probeScript(
  script: Script,
  target: Partial<ProbeTarget> = {},
  options: Partial<ProbeOptions> = {},
): Promise<Result> {
  const server = await startScriptedServer(script);
  try {
    const run = await probe(
      {
        host: '127.0.0.1',
        port: server.port,
        user: 'someone',
        password: SECRET,
        tls: 'none',
        insecure: true,
        ...target,
      },
      { signal: new AbortController().signal, timeoutMs: 1000, samples: 0, ...options },
    );
    assert.ok(!JSON.stringify(run).includes(SECRET), 'the password is in the run');
    return { run, received: server.received };
  } finally {
    await server.close();
  }
}

function seen<K extends Observation['kind']>(
  { run }: Result,
  kind: K,
  session?: string,
): Extract<Observation, { kind: K }>[] {
  return run.observations.filter(
    (one): one is Extract<Observation, { kind: K }> => one.kind === kind && one.session === session,
  );
}

function step({ run }: Result, id: string): string {
  const found = run.steps.findLast((one) => one.id === id);
  return found ? `${found.status} ${found.detail}` : 'no step';
}

/** Answers LIST with these lines. */
function listing(...lines: string[]): Handler {
  return async (_, session) => {
    session.reply('150 Here comes the directory listing.');
    const data = await session.data();
    data.end(lines.map((line) => `${line}\r\n`).join(''));
    await once(data, 'close');
    return '226 Directory send OK.';
  };
}

function file(name: string, size: number): string {
  return `-rw-r--r--    1 0        0        ${size} Nov 21 06:29 ${name}`;
}

/** Sends so many bytes, whatever was asked for. */
function retrieve(bytes: number): Handler {
  return async (_, session) => {
    session.reply('150 Opening BINARY mode data connection.');
    const data = await session.data();
    data.end(Buffer.alloc(bytes, 'x'));
    await new Promise((resolve) => data.once('close', resolve));
    return '226 Transfer complete.';
  };
}

test('the vantage: own networks are recorded', async () => {
  const [vantage] = seen(await probeScript({}), 'vantage');
  assert.ok(vantage?.networks.some((network) => network.startsWith('127.0.0.1/')));
});

test('a strict server refuses data connections in clear, and those that do not resume', async () => {
  const result = await probeScript({ tls, requireReuse: true, requirePrivate: true }, { tls: 'explicit' });
  assert.match(step(result, 'list'), /^pass/);
  const [main] = seen(result, 'tls').filter(({ channel }) => channel === 'data');
  assert.deepEqual([main?.offered, main?.reused, main?.closeNotify], [true, true, true]);
  const codes = seen(result, 'reply', SESSION.fresh).map(({ to, code }) => `${to} ${code}`);
  assert.ok(codes.filter((one) => one === 'LIST 522').length === 2, codes.join());
  const [data] = seen(result, 'tls', SESSION.fresh).filter(({ channel }) => channel === 'data');
  assert.deepEqual([data?.outcome, data?.offered, data?.reused], ['established', false, false]);
  assert.ok(
    result.run.steps.every(({ status }) => status !== 'fail'),
    JSON.stringify(result.run.steps),
  );
});

test('a lax server takes both; what is listed in clear is nobody’s name', async () => {
  const result = await probeScript({ tls }, { tls: 'explicit' });
  const transfers = seen(result, 'transfer', SESSION.fresh).map(({ outcome }) => outcome);
  assert.deepEqual(transfers, ['complete', 'complete']);
  assert.equal(seen(result, 'tls', SESSION.fresh).filter(({ channel }) => channel === 'data').length, 1);
  const commands = seen(result, 'command', SESSION.fresh).map(({ verb, argument }) => `${verb} ${argument}`);
  const [first] = commands.filter((one) => one.startsWith('LIST'));
  assert.match(first ?? '', /^LIST no-such-name-[0-9a-f]{12}$/);
  assert.ok(commands.indexOf('PROT C') < commands.indexOf('PROT P'));
});

test('PROT C refused: nothing goes in clear', async () => {
  const PROT: Handler = (level, session) => {
    if (level === 'C') return '536 Only private.';
    session.isPrivate = true;
    return '200 Private.';
  };
  const result = await probeScript({ tls, commands: { PROT } }, { tls: 'explicit' });
  assert.ok(!result.received.some((line) => line.startsWith('LIST no-such')));
  assert.deepEqual(
    seen(result, 'transfer', SESSION.fresh).map(({ outcome }) => outcome),
    ['complete'],
  );
});

test('no second connection: that is said, not judged', async () => {
  let connections = 0;
  const result = await probeScript(
    {
      tls,
      get greeting() {
        return ++connections > 1 ? '421 There are too many connections.\r\n' : '220 ready\r\n';
      },
    },
    { tls: 'explicit' },
  );
  assert.match(step(result, 'list'), /^pass/);
  assert.deepEqual(seen(result, 'reply', SESSION.fresh), []);
  assert.ok(seen(result, 'not-tested').some(({ what }) => /allows no further login/.test(what)));
});

test('a server without TLS gets no such session', async () => {
  const result = await probeScript({}, { tls: 'auto' });
  assert.deepEqual(seen(result, 'command', SESSION.fresh), []);
});

test('the twin under TLS: where clear was asked for and TLS is offered', async () => {
  const FEAT: Handler = () => '211-Features:\r\n AUTH TLS\r\n EPSV\r\n211 End';
  const result = await probeScript({ tls, commands: { FEAT } });
  const endpoints = seen(result, 'endpoint', SESSION.twin);
  assert.deepEqual(
    endpoints.map(({ mode, tls: secured }) => [mode, secured]),
    [
      ['EPSV', true],
      ['PASV', true],
    ],
  );
  assert.ok(seen(result, 'endpoint').every(({ tls: secured }) => secured === false));
  assert.deepEqual(
    seen(result, 'connect', SESSION.twin).map(({ channel, outcome }) => [channel, outcome]),
    [
      ['control', 'open'],
      ['data', 'open'],
      ['data', 'open'],
    ],
  );
  assert.match(step(result, 'twin'), /^pass Under TLS: EPSV and PASV can be reached/);
  assert.equal(step(await probeScript({}), 'twin'), 'no step');
});

test('the twin in clear: for anonymous users, and for others only on their word', async () => {
  const anonymous = { tls: 'explicit', user: 'anonymous', password: 'nobody' } as const;
  const result = await probeScript({ tls }, anonymous);
  assert.deepEqual(
    seen(result, 'endpoint', SESSION.twin).map(({ tls: secured }) => secured),
    [false, false],
  );
  const named = await probeScript({ tls }, { tls: 'explicit' });
  assert.deepEqual(seen(named, 'command', SESSION.twin), []);
  const asked = await probeScript({ tls }, { tls: 'explicit' }, { also: new Set(['clear']) });
  assert.equal(seen(asked, 'endpoint', SESSION.twin).length, 2);
});

test('a short listing is followed by a file, and its bytes are counted', async () => {
  const commands = {
    LIST: listing('drwxr-xr-x 2 0 0 4096 Nov 21 06:29 d', file('small.txt', 6), file('a file.bin', 9000)),
    SIZE: () => '213 9000',
    RETR: retrieve(9000),
  };
  const result = await probeScript({ commands });
  assert.ok(result.received.includes('RETR a file.bin'));
  const found = seen(result, 'transfer').find(({ command }) => command === 'RETR');
  assert.deepEqual([found?.outcome, found?.bytes, found?.expectedBytes], ['complete', 9000, 9000]);
  assert.match(step(result, 'file'), /^pass 9000 of 9000/);
  const cut = await probeScript({ commands: { ...commands, RETR: retrieve(100) } });
  const short = seen(cut, 'transfer').find(({ command }) => command === 'RETR');
  assert.deepEqual([short?.outcome, short?.bytes, short?.expectedBytes], ['complete', 100, 9000]);
  assert.match(step(cut, 'file'), /^fail 100 of 9000/);
});

test('of a large file only the end is fetched', async () => {
  const size = 5_000_000;
  let offset = 0;
  const commands: Record<string, Handler> = {
    LIST: listing(file('big.bin', size)),
    SIZE: () => `213 ${size}`,
    REST: (argument) => ((offset = Number(argument)), '350 Restarting.'),
    RETR: (argument, session) => retrieve(size - offset)(argument, session),
  };
  const result = await probeScript({ commands });
  const found = seen(result, 'transfer').find(({ command }) => command === 'RETR');
  assert.deepEqual([found?.bytes, found?.expectedBytes], [8192, 8192]);
  const refused = await probeScript({ commands: { ...commands, REST: () => '502 No.' } });
  assert.match(step(refused, 'file'), /^skip/);
  assert.ok(!refused.received.some((line) => line.startsWith('RETR')));
});

test('a file that may not be read, has no size or never ends', async () => {
  const LIST = listing(file('a.bin', 9000));
  const denied = await probeScript({ commands: { LIST, SIZE: () => '550 No.', RETR: () => '550 No.' } });
  assert.match(step(denied, 'file'), /^skip .*550 No/);
  assert.ok(!seen(denied, 'transfer').some(({ command }) => command === 'RETR'));
  const unknown = await probeScript({ commands: { LIST, SIZE: () => '502 What?', RETR: retrieve(9000) } });
  assert.match(step(unknown, 'file'), /^pass 9000 bytes/);
  const lies = await probeScript({ commands: { LIST, SIZE: () => '213 many', RETR: retrieve(9000) } });
  assert.match(step(lies, 'file'), /^pass 9000 bytes/);
  const endless = await probeScript({
    commands: { LIST, SIZE: () => '213 9000', RETR: retrieve(3_000_000) },
  });
  const bytes = seen(endless, 'transfer').find(({ command }) => command === 'RETR')?.bytes ?? 0;
  assert.ok(bytes >= 256 * 1024 && bytes < 1024 * 1024, String(bytes));
});

test('a long listing, or none with a file of size, needs no file', async () => {
  const many = Array.from({ length: 60 }, (_, index) => file(`name-${index}`, 9000));
  const long = await probeScript({ commands: { LIST: listing(...many) } });
  assert.equal(step(long, 'file'), 'no step');
  const small = await probeScript({});
  assert.equal(step(small, 'file'), 'no step');
  assert.ok(seen(small, 'not-tested').some(({ what }) => /more than one packet/.test(what)));
});

test('names that a hostile listing holds are not sent back', async () => {
  const LIST = listing(
    file('../../../etc/passwd', 9000),
    file('a\x1b]0;b', 9000),
    file('-rf', 9000),
    file('x'.repeat(2000), 9000),
  );
  const result = await probeScript({ commands: { LIST } });
  assert.ok(!result.received.some((line) => /^(?:RETR|SIZE)/.test(line)));
});

test('an empty listing is held against what STAT shows', async () => {
  const LIST = listing();
  const hidden = 'drwx------ 2 0 0 4096 Nov 21 12:05 .';
  const entry = file('f.txt', 6);
  const cases: [stat: string, expected: number | undefined][] = [
    [`213-Status follows:\r\n${hidden}\r\n213 End`, 0],
    [`213-Status follows:\r\n${hidden}\r\n${entry}\r\n213 End`, entry.length + 2],
    ['211-FTP server status:\r\n Connected\r\n211 End', undefined],
    ['502 What?', undefined],
  ];
  for (const [stat, expected] of cases) {
    const STAT: Handler = (argument) => (argument === '.' ? stat : '211-Status:\r\n211 End');
    const [found] = seen(await probeScript({ commands: { LIST, STAT } }), 'transfer');
    assert.deepEqual([found?.bytes, found?.expectedBytes], [0, expected], stat);
  }
});

test('a listing that stands still is followed by something small', async () => {
  const LIST: Handler = async (argument, session) => {
    if (argument === '') {
      session.reply('150 Here.');
      return undefined;
    }
    return listing()(argument, session);
  };
  const result = await probeScript({ commands: { LIST } });
  assert.equal(seen(result, 'transfer')[0]?.outcome, 'stalled');
  const [small] = seen(result, 'transfer', SESSION.small);
  assert.deepEqual([small?.outcome, small?.bytes], ['complete', 0]);
  assert.match(step(result, 'small'), /226 Directory send OK/);
});

test('a 226 without a byte and without an end of the data connection is heard', async () => {
  const LIST: Handler = (_, session) => {
    session.reply('150 Here.');
    setTimeout(() => {
      session.reply('226 Directory send OK.');
    }, 300);
    return undefined;
  };
  const result = await probeScript({ commands: { LIST } });
  assert.deepEqual(
    seen(result, 'reply')
      .filter(({ to }) => to === 'LIST')
      .map(({ code }) => code),
    [150, 226],
  );
  assert.equal(seen(result, 'transfer')[0]?.outcome, 'stalled');
});

test('the lines of a listing are read as what they are', async () => {
  const cases: [line: string, format: string][] = [
    [LISTING.trimEnd(), 'unix'],
    ['11-21-26  06:29AM       <DIR>          pub', 'dos'],
    ['a.txt', 'unknown'],
  ];
  for (const [line, format] of cases) {
    const [found] = seen(await probeScript({ commands: { LIST: listing(line) } }), 'transfer');
    assert.equal(found?.format, format, line);
  }
});

test('anonymous: only when asked, with what everybody may write', async () => {
  const LIST = listing('drwxrwxrwx 2 14 50 4096 Nov 21 06:29 incoming', file('readme', 6));
  const also = new Set(['anonymous'] as const);
  const result = await probeScript({ commands: { LIST } }, {}, { also });
  assert.equal(seen(result, 'transfer', SESSION.anonymous)[0]?.writable, 1);
  assert.match(step(result, 'anonymous'), /^warn An anonymous login is possible/);
  const USER: Handler = (name) => (name === 'anonymous' ? '530 No.' : '331 Password?');
  const closed = await probeScript({ commands: { USER } }, {}, { also });
  assert.match(step(closed, 'anonymous'), /^pass/);
  assert.ok(seen(closed, 'reply', SESSION.anonymous).some(({ to, code }) => to === 'USER' && code === 530));
  const unasked = await probeScript({});
  assert.ok(!unasked.received.includes('USER anonymous'));
});

test('a command behind AUTH TLS: safe servers, and one that carries it out', async () => {
  const also = new Set(['inject'] as const);
  const NOOP: Handler = () => '200 NOOP ok.';
  const forgets = await probeScript({ tls, commands: { NOOP } }, { tls: 'explicit' }, { also });
  assert.match(step(forgets, 'inject'), /^pass .*no reply inside TLS/);
  assert.ok(!seen(forgets, 'reply', SESSION.inject).some(({ to }) => to === 'NOOP'));
  const keeps = { tls, commands: { NOOP }, keepsClear: true };
  const bad = await probeScript(keeps, { tls: 'explicit' }, { also });
  assert.match(step(bad, 'inject'), /^fail .*200 NOOP ok/);
  assert.ok(seen(bad, 'tls', SESSION.inject).some(({ outcome }) => outcome === 'established'));
  assert.ok(seen(bad, 'reply', SESSION.inject).some(({ to, code }) => to === 'NOOP' && code === 200));
  // Its handshake reads the second command where a ClientHello is due.
  const AUTH: Handler = (_, session) => (session.reply('234 Go.\r\n200 NOOP ok.'), undefined);
  const breaks = await probeScript({ tls, commands: { AUTH } }, { tls: 'explicit' }, { also });
  assert.match(step(breaks, 'inject'), /^pass .*spoils the handshake/);
  assert.deepEqual(seen(breaks, 'tls', SESSION.inject), []);
  assert.match(step(await probeScript({}, { tls: 'none' }, { also }), 'inject'), /^skip/);
});

test('idle: the connections are left alone for the time asked for, then used', async () => {
  const also = new Set(['idle'] as const);
  const NOOP: Handler = () => '200 NOOP ok.';
  const result = await probeScript({ commands: { NOOP } }, {}, { also, idleSeconds: 1 });
  assert.match(step(result, 'idle'), /^pass The control connection still answers after 1 s.*226/);
  const [asked] = seen(result, 'command', SESSION.idle).filter(({ verb }) => verb === 'NOOP');
  const [before] = seen(result, 'connect', SESSION.idle).filter(({ channel }) => channel === 'data');
  assert.ok((asked?.ms ?? 0) - (before?.ms ?? 0) >= 900);
  const deaf = await probeScript({ commands: { NOOP: () => undefined } }, {}, { also, idleSeconds: 1 });
  assert.match(step(deaf, 'idle'), /^fail no answer in time/);
  assert.ok(seen(deaf, 'note', SESSION.idle).some(({ note }) => note === 'timeout'));
});

test('the variants of EPSV, only when asked', async () => {
  const EPSV: Handler = async (argument, session) => {
    if (argument === '2') return '522 Network protocol not supported, use (1)';
    if (argument === 'ALL') return '200 EPSV ALL ok.';
    return `229 Extended (|||${await session.listen()}|)`;
  };
  const result = await probeScript({ commands: { EPSV } }, {}, { also: new Set(['modes']) });
  assert.deepEqual(
    seen(result, 'reply', SESSION.modes)
      .filter(({ to }) => to === 'EPSV' || to === 'PASV')
      .map(({ code }) => code),
    [229, 522, 200, 227],
  );
  assert.equal(seen(result, 'endpoint', SESSION.modes).length, 2);
  assert.ok(!seen(result, 'connect', SESSION.modes).some(({ channel }) => channel === 'data'));
  assert.ok(!(await probeScript({ commands: { EPSV } })).received.includes('EPSV ALL'));
});

test('old TLS: tried without a login where the ordinary handshake failed', async () => {
  const old = { ...tls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  const result = await probeScript({ tls: old }, { tls: 'explicit' });
  assert.ok(seen(result, 'tls').every(({ outcome }) => outcome === 'failed'));
  const [found] = seen(result, 'tls', SESSION.oldTls);
  assert.equal(found?.protocol, 'TLSv1.1');
  assert.ok(!result.received.some((line) => /^(?:USER|PASS)/.test(line)));
  // A server whose handshake is plain text gets no second one.
  const AUTH: Handler = (_, session) => (session.reply('234 Go.\r\n500 OOPS: broken'), undefined);
  const plain = await probeScript({ commands: { AUTH } }, { tls: 'explicit' });
  assert.deepEqual(seen(plain, 'tls', SESSION.oldTls), []);
});

test('what the server says in clear before the handshake begins is its reason', async () => {
  const oops = '500 OOPS: error:0A0000B5:SSL routines::no ciphers available';
  const AUTH: Handler = (_, session) => {
    session.socket.write(
      Buffer.concat([
        Buffer.from('234 Proceed with negotiation.\r\n'),
        Buffer.from([0x15, 3, 3, 0, 2, 2, 0x28]),
        Buffer.from(`${oops}\r\n`),
      ]),
    );
    session.socket.end();
    return undefined;
  };
  const result = await probeScript({ commands: { AUTH } }, { tls: 'explicit' });
  assert.deepEqual(
    seen(result, 'tls').map(({ outcome, plainText }) => [outcome, plainText]),
    [['failed', oops]],
  );
  assert.ok(!seen(result, 'reply').some(({ code }) => code === 500));
  assert.ok(!result.received.some((line) => /^(?:USER|PASS)/.test(line)));
});

test('active mode records where the server connects from', async () => {
  const { connect } = await import('node:net');
  let data = connect({ port: 1, host: '127.0.0.1' }).on('error', () => undefined);
  const PORT: Handler = async (argument) => {
    const [high = 0, low = 0] = argument.split(',').slice(4).map(Number);
    data = connect({ port: high * 256 + low, host: '127.0.0.1' });
    await once(data, 'connect');
    return '200 PORT command successful.';
  };
  const LIST: Handler = (_, session) => {
    session.reply('150 Here.');
    const closed = once(data, 'close');
    data.resume().end(LISTING);
    return closed.then(() => '226 Done.');
  };
  const refused: Handler = () => '550 Permission denied.';
  const result = await probeScript(
    { commands: { PORT, LIST, PASV: refused, EPSV: refused } },
    {},
    { active: true },
  );
  const [accepted] = seen(result, 'connect', 'active').filter((one) => one.accepted === true);
  assert.equal(accepted?.host, '127.0.0.1');
  assert.ok(Number(accepted.port) >= 1024);
});
