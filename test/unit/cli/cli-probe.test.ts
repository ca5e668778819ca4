import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { runCommand } from '../../../cli/commands.js';
import { readUrl } from '../../../cli/probe-target.js';
import type { ProbeReport } from '../../../probe/index.js';
import { memoryIo } from './cli-io.js';
import { startScriptedServer } from '../scripted-ftp-server.js';
import { SECRET } from '../scripted-probe.js';

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  args: readonly string[],
  stdin = '',
  signal = new AbortController().signal,
): Promise<Ended> {
  const { io, out, err } = memoryIo([stdin], { FTP_PASSWORD: SECRET });
  const status = await runCommand(args, io, signal);
  assert.ok(!(out() + err()).includes(SECRET), 'the password was printed');
  return { status, out: out(), err: err() };
}

const QUICK = ['--samples', '1', '--timeout', '1'];

test('a report in each format; exit status by --fail-on', async (t) => {
  const server = await startScriptedServer({
    commands: { EPSV: () => '550 Permission denied.', PASV: () => '550 Permission denied.' },
  });
  t.after(() => server.close());
  const url = `ftp://someone@127.0.0.1:${server.port}/`;
  const base = ['probe', ...QUICK, '--password-env', 'FTP_PASSWORD'];
  const json = await run([...base, '--format', 'json', url]);
  const report = JSON.parse(json.out) as ProbeReport;
  assert.equal(json.status, 1);
  assert.equal(json.err, '');
  assert.equal(report.version, 1);
  assert.equal(report.findings[0]?.id, 'PASV-DISABLED');
  assert.equal(report.range, null);
  assert.deepEqual(Object.keys(report).sort(), [
    'at',
    'durationMs',
    'findings',
    'notTested',
    'range',
    'steps',
    'target',
    'vantage',
    'version',
  ]);
  for (const format of ['text', 'markdown']) {
    const { status, out } = await run([...base, '--format', format, '--fail-on', 'never', url]);
    assert.equal(status, 0);
    assert.match(out, /PASV-DISABLED/);
  }
});

test('a healthy server exits with 0; the password may come by standard input', async (t) => {
  const server = await startScriptedServer();
  t.after(() => server.close());
  const { status, out } = await run(
    ['probe', ...QUICK, '--user', 'someone', '--password-stdin', `ftp://127.0.0.1:${server.port}`],
    `${SECRET}\r\nmore`,
  );
  assert.equal(status, 0, out);
  assert.ok(server.received.includes(`PASS ${SECRET}`));
});

test('no control connection: the report is printed, and the status is 2', async () => {
  const idle = createServer().listen(0, '127.0.0.1');
  await once(idle, 'listening');
  const { port } = idle.address() as AddressInfo;
  idle.close();
  await once(idle, 'close');
  const { status, out } = await run(['probe', ...QUICK, '--format', 'json', `ftp://127.0.0.1:${port}`]);
  assert.equal(status, 2);
  assert.equal((JSON.parse(out) as ProbeReport).findings[0]?.id, 'NET-CTRL-REFUSED');
});

test('mistakes in the arguments: one line on standard error, nothing on standard output, status 2', async () => {
  const cases: [args: string[], words: RegExp][] = [
    [[], /one server/],
    [['ftp://a', 'ftp://b'], /one server/],
    [['example.test'], /ftp:\/\/HOST/],
    [['http://example.test'], /ftp:\/\/HOST/],
    [['ftp://'], /no host/],
    [['ftp://someone:secret@example.test'], /--password-env/],
    [['ftp://someone@example.test'], /password of someone is missing/],
    [['--password-env', 'NOT_THERE', 'ftp://someone@example.test'], /environment variable .* is not set/],
    [['--password-env', 'FTP_PASSWORD', '--password-stdin', 'ftp://example.test'], /exclude/],
    [['--user', 'b', 'ftp://a@example.test'], /different users/],
    [['--tls', 'none', 'ftps://example.test'], /choose one/],
    [['--tls', 'maybe', 'ftp://example.test'], /--tls takes/],
    [['--samples', '-1', 'ftp://example.test'], /samples/],
    [['--samples', '65', 'ftp://example.test'], /0 to 64/],
    [['--timeout', '0', 'ftp://example.test'], /1 to 120/],
    [['--format', 'xml', 'ftp://example.test'], /--format takes/],
    [['--fail-on', 'hint', 'ftp://example.test'], /--fail-on takes/],
    [['--build', 'any', 'ftp://example.test'], /no build/],
    [['--config', '/not/there', 'ftp://example.test'], /cannot be read/],
    [['--password', 'x', 'ftp://example.test'], /--password/],
    [['ftp://example.test:0'], /port/],
    [['ftp://example.test/%0d%0aDELE'], /line break/],
    [['ftp://example.test/%zz'], /hexadecimal/],
  ];
  for (const [args, words] of cases) {
    const { status, out, err } = await run(['probe', ...args]);
    assert.equal(status, 2, args.join(' '));
    assert.equal(out, '', args.join(' '));
    assert.match(err, words);
    assert.equal(err.trimEnd().split('\n').length, 1, err);
    assert.doesNotMatch(err, /secret/);
  }
});

test('URLs are read as written', () => {
  assert.deepEqual(readUrl('ftp://Example.test'), {
    host: 'Example.test',
    port: null,
    user: null,
    secure: false,
  });
  assert.deepEqual(readUrl('FTPS://u%40x@[2001:db8::1]:2121/a%20b/c'), {
    host: '2001:db8::1',
    port: 2121,
    user: 'u@x',
    secure: true,
    path: 'a b/c',
  });
  assert.deepEqual(readUrl('ftp://h:21/'), { host: 'h', port: 21, user: null, secure: false });
});

test('commands, help and version', async () => {
  const version = await run(['--version']);
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  const help = await run(['--help']);
  assert.equal(help.status, 0);
  for (const name of ['check', 'decode', 'probe', 'firewall'])
    assert.match(help.out, new RegExp(`vsftpd-lens ${name} `));
  assert.match((await run(['probe', '--help'])).out, /--password-stdin/);
  for (const args of [[], ['nonsense'], ['constructor'], ['__proto__']]) {
    const { status, out, err } = await run(args);
    assert.deepEqual([status, out], [2, '']);
    assert.match(err, /check, decode, probe, firewall/);
  }
});

test('a cancelled probe ends with 2, prints what it saw and calls nothing a fault', async (t) => {
  const controller = new AbortController();
  const server = await startScriptedServer({
    commands: {
      USER: () => {
        controller.abort(new Error('cancelled'));
        return undefined;
      },
    },
  });
  t.after(() => server.close());
  const { status, out, err } = await run(
    ['probe', ...QUICK, `ftp://127.0.0.1:${server.port}`],
    '',
    controller.signal,
  );
  assert.equal(status, 2);
  assert.match(out, /everything after step "[a-z]+": the run was cancelled/);
  assert.doesNotMatch(out, /^error|Nothing wrong/m);
  assert.match(out, /The run ended before/);
  assert.match(err, /cancelled/);
});

test('words of a server stay words in Markdown', async (t) => {
  const server = await startScriptedServer({
    commands: { PASS: () => '530 <img src=x> | `</td>` ``*b*`` [a](http://x) \x1b[2J' },
  });
  t.after(() => server.close());
  const { out } = await run(['probe', ...QUICK, '--format', 'markdown', `ftp://127.0.0.1:${server.port}`]);
  const row = out.split('\n').find((line) => line.startsWith('| login'));
  assert.equal(
    row?.replace(/\| \d+ \|/, '| N |'),
    "| login | fail | N | 530 \\<img src=x\\> \\| `</td>` '\\*b\\*' \\[a\\](http://x) \\\\x1b\\[2J |",
  );
});
