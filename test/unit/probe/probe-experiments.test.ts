import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Observation } from '../../../core/events/observation.js';
import { SESSION } from '../../../core/verdict/session-names.js';
import type { ProbeOptions, ProbeTarget } from '../../../probe/index.js';
import { LISTING, type Handler, type Script } from '../scripted-ftp-server.js';
import { CERTIFICATE, probeScript, seen, type ScriptedRun } from '../scripted-probe.js';

/** Without samples, and past the certificate. */
async function probeBare(
  script: Script,
  target: Partial<ProbeTarget> = {},
  options: Partial<ProbeOptions> = {},
): Promise<ScriptedRun> {
  return probeScript(script, { insecure: true, ...target }, { samples: 0, ...options });
}

/** Of one session; by default of the main one. */
function seenOn<K extends Observation['kind']>(
  { run }: ScriptedRun,
  kind: K,
  session?: string,
): Extract<Observation, { kind: K }>[] {
  return seen(run, kind).filter((one) => one.session === session);
}

function step({ run }: ScriptedRun, id: string): string {
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
  const [vantage] = seenOn(await probeBare({}), 'vantage');
  assert.ok(vantage?.networks.some((network) => network.startsWith('127.0.0.1/')));
});

test('a strict server refuses data connections in clear, and those that do not resume', async () => {
  const result = await probeBare(
    { tls: CERTIFICATE, requireReuse: true, requirePrivate: true },
    { tls: 'explicit' },
  );
  assert.match(step(result, 'list'), /^pass/);
  const [main] = seenOn(result, 'tls').filter(({ channel }) => channel === 'data');
  assert.deepEqual([main?.offered, main?.reused, main?.closeNotify], [true, true, true]);
  const codes = seenOn(result, 'reply', SESSION.fresh).map(({ to, code }) => `${to} ${code}`);
  assert.ok(codes.filter((one) => one === 'LIST 522').length === 2, codes.join());
  const [data] = seenOn(result, 'tls', SESSION.fresh).filter(({ channel }) => channel === 'data');
  assert.deepEqual([data?.outcome, data?.offered, data?.reused], ['established', false, false]);
  assert.ok(
    result.run.steps.every(({ status }) => status !== 'fail'),
    JSON.stringify(result.run.steps),
  );
});

test('a lax server takes both; what is listed in clear is a name that does not exist', async () => {
  const result = await probeBare({ tls: CERTIFICATE }, { tls: 'explicit' });
  const transfers = seenOn(result, 'transfer', SESSION.fresh).map(({ outcome }) => outcome);
  assert.deepEqual(transfers, ['complete', 'complete']);
  assert.equal(seenOn(result, 'tls', SESSION.fresh).filter(({ channel }) => channel === 'data').length, 1);
  const commands = seenOn(result, 'command', SESSION.fresh).map(
    ({ verb, argument }) => `${verb} ${argument}`,
  );
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
  const result = await probeBare({ tls: CERTIFICATE, commands: { PROT } }, { tls: 'explicit' });
  assert.ok(!result.server.received.some((line) => line.startsWith('LIST no-such')));
  assert.deepEqual(
    seenOn(result, 'transfer', SESSION.fresh).map(({ outcome }) => outcome),
    ['complete'],
  );
});

test('no second connection: that is said, not judged', async () => {
  let connections = 0;
  const result = await probeBare(
    {
      tls: CERTIFICATE,
      get greeting() {
        return ++connections > 1 ? '421 There are too many connections.\r\n' : '220 ready\r\n';
      },
    },
    { tls: 'explicit' },
  );
  assert.match(step(result, 'list'), /^pass/);
  assert.deepEqual(seenOn(result, 'reply', SESSION.fresh), []);
  assert.ok(seenOn(result, 'not-tested').some(({ what }) => /allows no further login/.test(what)));
});

test('a server without TLS gets no such session', async () => {
  const result = await probeBare({}, { tls: 'auto' });
  assert.deepEqual(seenOn(result, 'command', SESSION.fresh), []);
});

test('the second connection under TLS: where clear was asked for and TLS is offered', async () => {
  const FEAT: Handler = () => '211-Features:\r\n AUTH TLS\r\n EPSV\r\n211 End';
  const result = await probeBare({ tls: CERTIFICATE, commands: { FEAT } });
  const endpoints = seenOn(result, 'endpoint', SESSION.twin);
  assert.deepEqual(
    endpoints.map(({ mode, tls: secured }) => [mode, secured]),
    [
      ['EPSV', true],
      ['PASV', true],
    ],
  );
  assert.ok(seenOn(result, 'endpoint').every(({ tls: secured }) => secured === false));
  assert.deepEqual(
    seenOn(result, 'connect', SESSION.twin).map(({ channel, outcome }) => [channel, outcome]),
    [
      ['control', 'open'],
      ['data', 'open'],
      ['data', 'open'],
    ],
  );
  assert.match(step(result, 'twin'), /^pass Under TLS: EPSV and PASV can be reached/);
  assert.equal(step(await probeBare({}), 'twin'), 'no step');
});

test('the second connection in clear: for anonymous users, and for others only on their word', async () => {
  const anonymous = { tls: 'explicit', user: 'anonymous', password: 'nobody' } as const;
  const result = await probeBare({ tls: CERTIFICATE }, anonymous);
  assert.deepEqual(
    seenOn(result, 'endpoint', SESSION.twin).map(({ tls: secured }) => secured),
    [false, false],
  );
  const named = await probeBare({ tls: CERTIFICATE }, { tls: 'explicit' });
  assert.deepEqual(seenOn(named, 'command', SESSION.twin), []);
  const asked = await probeBare({ tls: CERTIFICATE }, { tls: 'explicit' }, { also: new Set(['clear']) });
  assert.equal(seenOn(asked, 'endpoint', SESSION.twin).length, 2);
});

test('a short listing is followed by a file, and its bytes are counted', async () => {
  const commands = {
    LIST: listing('drwxr-xr-x 2 0 0 4096 Nov 21 06:29 d', file('small.txt', 6), file('a file.bin', 9000)),
    SIZE: () => '213 9000',
    RETR: retrieve(9000),
  };
  const result = await probeBare({ commands });
  assert.ok(result.server.received.includes('RETR a file.bin'));
  const found = seenOn(result, 'transfer').find(({ command }) => command === 'RETR');
  assert.deepEqual([found?.outcome, found?.bytes, found?.expectedBytes], ['complete', 9000, 9000]);
  assert.match(step(result, 'file'), /^pass 9000 of 9000/);
  const cut = await probeBare({ commands: { ...commands, RETR: retrieve(100) } });
  const short = seenOn(cut, 'transfer').find(({ command }) => command === 'RETR');
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
  const result = await probeBare({ commands });
  const found = seenOn(result, 'transfer').find(({ command }) => command === 'RETR');
  assert.deepEqual([found?.bytes, found?.expectedBytes], [8192, 8192]);
  const refused = await probeBare({ commands: { ...commands, REST: () => '502 No.' } });
  assert.match(step(refused, 'file'), /^skip/);
  assert.ok(!refused.server.received.some((line) => line.startsWith('RETR')));
});

test('a file that may not be read, has no size or never ends', async () => {
  const LIST = listing(file('a.bin', 9000));
  const denied = await probeBare({ commands: { LIST, SIZE: () => '550 No.', RETR: () => '550 No.' } });
  assert.match(step(denied, 'file'), /^skip .*550 No/);
  assert.ok(!seenOn(denied, 'transfer').some(({ command }) => command === 'RETR'));
  const unknown = await probeBare({ commands: { LIST, SIZE: () => '502 What?', RETR: retrieve(9000) } });
  assert.match(step(unknown, 'file'), /^pass 9000 bytes/);
  const lies = await probeBare({ commands: { LIST, SIZE: () => '213 many', RETR: retrieve(9000) } });
  assert.match(step(lies, 'file'), /^pass 9000 bytes/);
  const endless = await probeBare({
    commands: { LIST, SIZE: () => '213 9000', RETR: retrieve(3_000_000) },
  });
  const bytes = seenOn(endless, 'transfer').find(({ command }) => command === 'RETR')?.bytes ?? 0;
  assert.ok(bytes >= 256 * 1024 && bytes < 1024 * 1024, String(bytes));
});

test('a long listing, or none with a file of size, needs no file', async () => {
  const many = Array.from({ length: 60 }, (_, index) => file(`name-${index}`, 9000));
  const long = await probeBare({ commands: { LIST: listing(...many) } });
  assert.equal(step(long, 'file'), 'no step');
  const small = await probeBare({});
  assert.equal(step(small, 'file'), 'no step');
  assert.ok(seenOn(small, 'not-tested').some(({ what }) => /more than one packet/.test(what)));
});

test('names that a hostile listing holds are not sent back', async () => {
  const LIST = listing(
    file('../../../etc/passwd', 9000),
    file('a\x1b]0;b', 9000),
    file('-rf', 9000),
    file('x'.repeat(2000), 9000),
  );
  const result = await probeBare({ commands: { LIST } });
  assert.ok(!result.server.received.some((line) => /^(?:RETR|SIZE)/.test(line)));
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
    const [found] = seenOn(await probeBare({ commands: { LIST, STAT } }), 'transfer');
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
  const result = await probeBare({ commands: { LIST } });
  assert.equal(seenOn(result, 'transfer')[0]?.outcome, 'stalled');
  const [small] = seenOn(result, 'transfer', SESSION.small);
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
  const result = await probeBare({ commands: { LIST } });
  assert.deepEqual(
    seenOn(result, 'reply')
      .filter(({ to }) => to === 'LIST')
      .map(({ code }) => code),
    [150, 226],
  );
  assert.equal(seenOn(result, 'transfer')[0]?.outcome, 'stalled');
});

test('the lines of a listing are read as what they are', async () => {
  const cases: [line: string, format: string][] = [
    [LISTING.trimEnd(), 'unix'],
    ['11-21-26  06:29AM       <DIR>          pub', 'dos'],
    ['a.txt', 'unknown'],
  ];
  for (const [line, format] of cases) {
    const [found] = seenOn(await probeBare({ commands: { LIST: listing(line) } }), 'transfer');
    assert.equal(found?.format, format, line);
  }
});

test('anonymous: only when asked, with what everybody may write', async () => {
  const LIST = listing('drwxrwxrwx 2 14 50 4096 Nov 21 06:29 incoming', file('readme', 6));
  const also = new Set(['anonymous'] as const);
  const result = await probeBare({ commands: { LIST } }, {}, { also });
  assert.equal(seenOn(result, 'transfer', SESSION.anonymous)[0]?.writable, 1);
  assert.match(step(result, 'anonymous'), /^warn An anonymous login is possible/);
  const USER: Handler = (name) => (name === 'anonymous' ? '530 No.' : '331 Password?');
  const closed = await probeBare({ commands: { USER } }, {}, { also });
  assert.match(step(closed, 'anonymous'), /^pass/);
  assert.ok(seenOn(closed, 'reply', SESSION.anonymous).some(({ to, code }) => to === 'USER' && code === 530));
  const unasked = await probeBare({});
  assert.ok(!unasked.server.received.includes('USER anonymous'));
});

test('a command after AUTH TLS: safe servers, and one that carries it out', async () => {
  const also = new Set(['inject'] as const);
  const NOOP: Handler = () => '200 NOOP ok.';
  const forgets = await probeBare({ tls: CERTIFICATE, commands: { NOOP } }, { tls: 'explicit' }, { also });
  assert.match(step(forgets, 'inject'), /^pass .*no reply inside TLS/);
  assert.ok(!seenOn(forgets, 'reply', SESSION.inject).some(({ to }) => to === 'NOOP'));
  const keeps = { tls: CERTIFICATE, commands: { NOOP }, keepsClear: true };
  const bad = await probeBare(keeps, { tls: 'explicit' }, { also });
  assert.match(step(bad, 'inject'), /^fail .*200 NOOP ok/);
  assert.ok(seenOn(bad, 'tls', SESSION.inject).some(({ outcome }) => outcome === 'established'));
  assert.ok(seenOn(bad, 'reply', SESSION.inject).some(({ to, code }) => to === 'NOOP' && code === 200));
  // Its handshake reads the second command where a ClientHello is due.
  const AUTH: Handler = (_, session) => (session.reply('234 Go.\r\n200 NOOP ok.'), undefined);
  const breaks = await probeBare({ tls: CERTIFICATE, commands: { AUTH } }, { tls: 'explicit' }, { also });
  assert.match(step(breaks, 'inject'), /^pass .*spoils the handshake/);
  assert.deepEqual(seenOn(breaks, 'tls', SESSION.inject), []);
  assert.match(step(await probeBare({}, { tls: 'none' }, { also }), 'inject'), /^skip/);
});

test('idle: the connections are left alone for the time asked for, then used', async () => {
  const also = new Set(['idle'] as const);
  const NOOP: Handler = () => '200 NOOP ok.';
  const result = await probeBare({ commands: { NOOP } }, {}, { also, idleSeconds: 1 });
  assert.match(step(result, 'idle'), /^pass The control connection still answers after 1 s.*226/);
  const [asked] = seenOn(result, 'command', SESSION.idle).filter(({ verb }) => verb === 'NOOP');
  const [before] = seenOn(result, 'connect', SESSION.idle).filter(({ channel }) => channel === 'data');
  assert.ok((asked?.ms ?? 0) - (before?.ms ?? 0) >= 900);
  const deaf = await probeBare({ commands: { NOOP: () => undefined } }, {}, { also, idleSeconds: 1 });
  assert.match(step(deaf, 'idle'), /^fail no answer in time/);
  assert.ok(seenOn(deaf, 'note', SESSION.idle).some(({ note }) => note === 'timeout'));
});

test('the variants of EPSV, only when asked', async () => {
  const EPSV: Handler = async (argument, session) => {
    if (argument === '2') return '522 Network protocol not supported, use (1)';
    if (argument === 'ALL') return '200 EPSV ALL ok.';
    return `229 Extended (|||${await session.listen()}|)`;
  };
  const result = await probeBare({ commands: { EPSV } }, {}, { also: new Set(['modes']) });
  assert.deepEqual(
    seenOn(result, 'reply', SESSION.modes)
      .filter(({ to }) => to === 'EPSV' || to === 'PASV')
      .map(({ code }) => code),
    [229, 522, 200, 227],
  );
  assert.equal(seenOn(result, 'endpoint', SESSION.modes).length, 2);
  assert.ok(!seenOn(result, 'connect', SESSION.modes).some(({ channel }) => channel === 'data'));
  assert.ok(!(await probeBare({ commands: { EPSV } })).server.received.includes('EPSV ALL'));
});

test('old TLS: tried without a login where the ordinary handshake failed', async () => {
  const old = {
    ...CERTIFICATE,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL:@SECLEVEL=0',
  } as const;
  const result = await probeBare({ tls: old }, { tls: 'explicit' });
  assert.ok(seenOn(result, 'tls').every(({ outcome }) => outcome === 'failed'));
  const [found] = seenOn(result, 'tls', SESSION.oldTls);
  assert.equal(found?.protocol, 'TLSv1.1');
  assert.ok(!result.server.received.some((line) => /^(?:USER|PASS)/.test(line)));
  // A server whose handshake is plain text gets no second one.
  const AUTH: Handler = (_, session) => (session.reply('234 Go.\r\n500 OOPS: broken'), undefined);
  const plain = await probeBare({ commands: { AUTH } }, { tls: 'explicit' });
  assert.deepEqual(seenOn(plain, 'tls', SESSION.oldTls), []);
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
  const result = await probeBare({ commands: { AUTH } }, { tls: 'explicit' });
  assert.deepEqual(
    seenOn(result, 'tls').map(({ outcome, plainText }) => [outcome, plainText]),
    [['failed', oops]],
  );
  assert.ok(!seenOn(result, 'reply').some(({ code }) => code === 500));
  assert.ok(!result.server.received.some((line) => /^(?:USER|PASS)/.test(line)));
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
  const result = await probeBare(
    { commands: { PORT, LIST, PASV: refused, EPSV: refused } },
    {},
    { also: new Set(['active']) },
  );
  const [accepted] = seenOn(result, 'connect', 'active').filter((one) => one.accepted === true);
  assert.equal(accepted?.host, '127.0.0.1');
  assert.ok(Number(accepted.port) >= 1024);
});
