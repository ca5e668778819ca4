import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { endpointText } from '../../core/reply/index.js';
import { readTranscript, type EndpointEvent, type TranscriptEvent } from '../../core/transcript/index.js';
import { hasIpv6Loopback, runClient, startVsftpd, whatIsMissing, type RealVsftpd } from './real-vsftpd.js';

const missing = await whatIsMissing(['curl', 'lftp', 'tnftp', 'wget', 'python3']);

/** A client, what it prints while it lists or fetches, and by which means. */
interface Client {
  readonly name: string;
  readonly modes: readonly string[];
  run(server: RealVsftpd): string;
}

const url = ({ host, port }: RealVsftpd): string =>
  `ftp://${host.includes(':') ? `[${host}]` : host}:${port}/`;

function curl(...options: string[]): (server: RealVsftpd) => string {
  return (server) =>
    runClient('curl', ['-sS', '--user', `${server.user}:${server.password}`, ...options, url(server)]);
}

function lftp(settings: string): (server: RealVsftpd) => string {
  return ({ host, port, user, password }) =>
    runClient('lftp', [
      '-d',
      '-u',
      `${user},${password}`,
      '-p',
      String(port),
      '-e',
      `set net:max-retries 1; set net:timeout 10; ${settings}; ls; cat hello.txt; bye`,
      host,
    ]);
}

const FTPLIB = `
import ftplib, sys
host, port, user, password, passive, level = sys.argv[1:]
ftp = ftplib.FTP()
ftp.set_debuglevel(int(level))
ftp.connect(host, int(port))
ftp.login(user, password)
ftp.sendcmd('FEAT')
ftp.set_pasv(passive == 'yes')
ftp.retrlines('LIST', lambda line: None)
ftp.quit()
`;

function ftplib(passive: 'yes' | 'no', level: 1 | 2): (server: RealVsftpd) => string {
  return ({ host, port, user, password }) =>
    runClient('python3', ['-u', '-c', FTPLIB, host, String(port), user, password, passive, String(level)]);
}

function tnftp(commands: string): (server: RealVsftpd) => string {
  return ({ host, port, user, password }) =>
    runClient(
      'tnftp',
      ['-n', '-d', '-v', host, String(port)],
      `user ${user} ${password}\n${commands}\nls\nbye\n`,
    );
}

const IPV4: readonly Client[] = [
  { name: 'curl -v', modes: ['EPSV'], run: curl('-v') },
  { name: 'curl -v, PASV', modes: ['PASV'], run: curl('-v', '--disable-epsv') },
  { name: 'curl -v, EPRT', modes: ['EPRT'], run: curl('-v', '--ftp-port', '-') },
  { name: 'curl -v, PORT', modes: ['PORT'], run: curl('-v', '--ftp-port', '-', '--disable-eprt') },
  { name: 'curl --trace', modes: ['PASV'], run: curl('--trace', '-', '--disable-epsv') },
  { name: 'curl --trace-ascii', modes: ['PASV'], run: curl('--trace-ascii', '-', '--disable-epsv') },
  { name: 'curl --trace-time', modes: ['PASV'], run: curl('-v', '--trace-time', '--disable-epsv') },
  { name: 'lftp -d', modes: ['PASV', 'PASV'], run: lftp('set ftp:prefer-epsv no') },
  { name: 'lftp -d, EPSV', modes: ['EPSV', 'EPSV'], run: lftp('set ftp:prefer-epsv yes') },
  { name: 'lftp -d, PORT', modes: ['PORT', 'PORT'], run: lftp('set ftp:passive-mode no') },
  { name: 'ftplib 1', modes: ['PASV'], run: ftplib('yes', 1) },
  { name: 'ftplib 2', modes: ['PASV'], run: ftplib('yes', 2) },
  { name: 'ftplib, PORT', modes: ['PORT'], run: ftplib('no', 1) },
  { name: 'tnftp -d', modes: ['EPSV'], run: tnftp('') },
  { name: 'tnftp -d, PASV', modes: ['PASV'], run: tnftp('epsv4 off') },
  {
    name: 'wget -d',
    modes: ['PASV'],
    run: (server) =>
      runClient('wget', [
        '-d',
        '-O',
        '/dev/null',
        `--ftp-user=${server.user}`,
        `--ftp-password=${server.password}`,
        `${url(server)}hello.txt`,
      ]),
  },
];

const IPV6: readonly Client[] = [
  { name: 'curl -v', modes: ['EPSV'], run: curl('-v') },
  { name: 'curl -v, EPRT', modes: ['EPRT'], run: curl('-v', '--ftp-port', '-') },
  { name: 'lftp -d', modes: ['EPSV', 'EPSV'], run: lftp('set ftp:prefer-epsv yes') },
  { name: 'ftplib', modes: ['EPSV'], run: ftplib('yes', 1) },
  { name: 'ftplib, EPRT', modes: ['EPRT'], run: ftplib('no', 1) },
  { name: 'tnftp -d', modes: ['EPSV'], run: tnftp('') },
];

/** Verbs and codes in the order of the dialogue, without the goodbye that curl and wget do not print. */
function dialogue(events: readonly TranscriptEvent[]): string[] {
  const said = events.flatMap((event) => {
    if (event.kind === 'command') return [event.verb];
    return event.kind === 'reply' ? [String(event.code)] : [];
  });
  return said.filter((word) => word !== 'QUIT' && word !== '221');
}

function endpoints(events: readonly TranscriptEvent[]): EndpointEvent[] {
  return events.filter((event) => event.kind === 'endpoint').filter(({ mention }) => !mention);
}

function named(events: readonly TranscriptEvent[]): string[] {
  return endpoints(events).map(({ endpoint }) => `${endpoint.kind} ${endpointText(endpoint)}`);
}

/** The part of the server's log that came since `length`. */
function loggedSince(server: RealVsftpd, length: number): TranscriptEvent[] {
  return readTranscript(server.log().slice(length));
}

function readsCompletely(server: RealVsftpd, client: Client): void {
  const before = server.log().length;
  const printed = client.run(server);
  const events = readTranscript(printed);
  const text = printed.replaceAll(server.password, '(password)');
  const logged = loggedSince(server, before);
  assert.ok(logged.length > 0, `nothing was logged:\n${text}`);
  assert.deepEqual(
    endpoints(events).map(({ endpoint }) => endpoint.kind),
    client.modes,
    text,
  );
  // The server's own log is the witness: the same commands, replies and endpoints.
  assert.deepEqual(named(events), named(logged), text);
  assert.deepEqual(dialogue(events), dialogue(logged), text);
  const lines = text.split('\n');
  for (const { at, endpoint } of endpoints(events)) {
    const shown = lines[at.line]?.slice(at.character, at.character + at.length) ?? '';
    assert.ok(shown !== '' && endpoint.text.startsWith(shown), `${shown} in ${lines[at.line] ?? ''}`);
  }
  const transfers = events.filter((event) => event.kind === 'transfer');
  assert.equal(transfers.length, client.modes.length, text);
  for (const { outcome, endpoint } of transfers) {
    assert.equal(outcome, 'complete', text);
    assert.ok(endpoint, text);
  }
  assert.ok(!JSON.stringify(events).includes(server.password), 'the password was kept');
  assert.deepEqual(
    events.filter((event) => event.kind === 'note' || event.kind === 'closed'),
    [],
    text,
  );
}

const strict = process.env['CI'] === 'true';
const gone = missing !== undefined && !strict ? { skip: missing } : {};
const noIpv6 = hasIpv6Loopback() || strict ? {} : { skip: 'this machine has no ::1' };

for (const [host, clients] of [
  ['127.0.0.1', IPV4],
  ['::1', IPV6],
] as const) {
  describe(`real clients at ${host}`, host === '::1' ? { ...noIpv6, ...gone } : gone, () => {
    let server: RealVsftpd;
    before(async () => {
      assert.equal(missing, undefined);
      server = await startVsftpd({ host });
    });
    after(() => (server as RealVsftpd | undefined)?.stop());

    for (const client of clients) {
      test(`${client.name} is read completely`, () => {
        readsCompletely(server, client);
      });
    }

    test('a wrong password is told', () => {
      const text = runClient('curl', ['-sSv', '--user', `${server.user}:wrong`, url(server)]);
      const events = readTranscript(text);
      assert.ok(
        events.some((event) => event.kind === 'reply' && event.code === 530 && event.to === 'PASS'),
        text,
      );
      assert.ok(
        events.some((event) => event.kind === 'note' && event.note === 'login-failed'),
        text,
      );
    });
  });
}

describe('real failures', gone, () => {
  /** What clients print when the server is set up badly. */
  const CASES: readonly {
    readonly name: string;
    readonly settings: Readonly<Record<string, string | number>>;
    readonly run: (server: RealVsftpd) => string;
    readonly wanted: (event: TranscriptEvent) => boolean;
  }[] = [
    {
      name: 'curl says that it skips a wrong address, and the endpoint is the wrong one',
      settings: { pasv_address: '10.0.0.5' },
      run: curl('-v', '--disable-epsv'),
      wanted: (event) =>
        event.kind === 'endpoint' &&
        event.endpoint.host === '10.0.0.5' &&
        event.endpoint.problems.length === 0,
    },
    {
      name: 'lftp repairs a wrong address',
      settings: { pasv_address: '10.0.0.5' },
      run: lftp('set ftp:prefer-epsv no'),
      wanted: (event) =>
        event.kind === 'note' &&
        ['address-replaced', 'unreachable', 'timeout', 'refused'].includes(event.note),
    },
    {
      name: 'passive mode switched off',
      settings: { pasv_enable: 'NO' },
      run: curl('-v', '--disable-epsv'),
      wanted: (event) => event.kind === 'reply' && event.code === 550 && event.to === 'PASV',
    },
    {
      name: 'an address that the daemon cannot read',
      settings: { pasv_address: '"10.0.0.5"' },
      run: ftplib('yes', 1),
      wanted: (event) =>
        event.kind === 'reply' &&
        event.code === 500 &&
        /invalid pasv_address/.test(event.text) &&
        event.to === 'PASV',
    },
    {
      name: 'no connection arrives',
      settings: { pasv_address: '10.0.0.5', accept_timeout: 1 },
      run: ({ host, port, user, password }) =>
        runClient('python3', [
          '-c',
          `import ftplib
ftp = ftplib.FTP(); ftp.set_debuglevel(1); ftp.connect('${host}', ${port}); ftp.login('${user}', '${password}')
ftp.sendcmd('PASV'); ftp.sendcmd('LIST')`,
        ]),
      wanted: (event) =>
        event.kind === 'transfer' &&
        event.outcome === 'no-data' &&
        event.code === 425 &&
        event.endpoint?.host === '10.0.0.5',
    },
  ];
  for (const { name, settings, run, wanted } of CASES) {
    test(name, async () => {
      assert.equal(missing, undefined);
      const server = await startVsftpd({ settings });
      try {
        const text = run(server);
        assert.ok(readTranscript(text).some(wanted), text.replaceAll(server.password, '(password)'));
      } finally {
        await server.stop();
      }
    });
  }
});
