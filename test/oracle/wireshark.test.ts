import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decodeLine, endpointText, sameAddress, type EndpointKind } from '../../core/reply/index.js';
import { readTranscript } from '../../core/transcript/index.js';
import { hasIpv6Loopback, runClient, startVsftpd, whatIsMissing, type RealVsftpd } from './real-vsftpd.js';

const missing = await whatIsMissing(['tshark', 'curl']);
const strict = process.env['CI'] === 'true';

/** What the dissector shows of one packet. */
interface Dissected {
  readonly kind: EndpointKind;
  readonly host: string | null;
  readonly port: number;
  /** The line as it went over the wire. */
  readonly line: string;
}

const FIELDS = [
  'ftp.request.command',
  'ftp.request.arg',
  'ftp.response.code',
  'ftp.response.arg',
  'ftp.passive.ip',
  'ftp.passive.port',
  'ftp.active.cip',
  'ftp.active.port',
  'ftp.eprt.ip',
  'ftp.eprt.ipv6',
  'ftp.eprt.port',
  'ftp.epsv.port',
] as const;

function tshark(file: string, port: number, ...options: string[]): string {
  const result = spawnSync('tshark', ['-r', file, '-d', `tcp.port==${port},ftp`, '-Y', 'ftp', ...options], {
    encoding: 'utf8',
  });
  assert.equal(result.status, 0, result.stderr);
  return result.stdout;
}

function dissect(file: string, port: number): Dissected[] {
  const output = tshark(
    file,
    port,
    '-T',
    'fields',
    '-E',
    'separator=\t',
    ...FIELDS.flatMap((field) => ['-e', field]),
  );
  return output.split('\n').flatMap((row): Dissected[] => {
    const [
      command = '',
      argument = '',
      code = '',
      text = '',
      pasvIp = '',
      pasvPort = '',
      portIp = '',
      portPort = '',
      eprt4 = '',
      eprt6 = '',
      eprtPort = '',
      epsvPort = '',
    ] = row.split('\t');
    const line = code === '' ? `${command} ${argument}` : `${code} ${text}`;
    if (pasvPort !== '' && code === '227')
      return [{ kind: 'PASV', host: pasvIp, port: Number(pasvPort), line }];
    if (epsvPort !== '' && code === '229')
      return [{ kind: 'EPSV', host: null, port: Number(epsvPort), line }];
    if (portPort !== '') return [{ kind: 'PORT', host: portIp, port: Number(portPort), line }];
    if (eprtPort !== '') return [{ kind: 'EPRT', host: eprt4 || eprt6, port: Number(eprtPort), line }];
    return [];
  });
}

const ROUNDS = 3;
const MODES: readonly { readonly kind: EndpointKind; readonly options: readonly string[] }[] = [
  { kind: 'PASV', options: ['--disable-epsv'] },
  { kind: 'EPSV', options: [] },
  { kind: 'PORT', options: ['--ftp-port', '-', '--disable-eprt'] },
  { kind: 'EPRT', options: ['--ftp-port', '-'] },
];

/** Captures what curl and the server say to each other in every mode the address family has. */
async function capture(server: RealVsftpd, file: string, kinds: readonly EndpointKind[]): Promise<void> {
  const sniffer = spawn('tshark', ['-i', 'lo', '-f', `tcp port ${server.port}`, '-w', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await started(sniffer.stderr);
    for (let round = 0; round < ROUNDS; round++) {
      for (const { options } of MODES.filter(({ kind }) => kinds.includes(kind))) {
        const host = server.host.includes(':') ? `[${server.host}]` : server.host;
        runClient('curl', [
          '-sS',
          '--user',
          `${server.user}:${server.password}`,
          ...options,
          `ftp://${host}:${server.port}/`,
        ]);
      }
    }
    await untilCaptured(file, server.port, ROUNDS * kinds.length);
  } finally {
    sniffer.kill('SIGINT');
    if (sniffer.exitCode === null) await once(sniffer, 'exit');
  }
}

async function started(stderr: AsyncIterable<unknown>): Promise<void> {
  let said = '';
  for await (const chunk of stderr) {
    said += String(chunk);
    if (/Capturing on|File:/.test(said)) return;
  }
  throw new Error(`tshark does not capture: ${said}`);
}

/** The last packets reach the file some time after they were sent. */
async function untilCaptured(file: string, port: number, sessions: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const output = spawnSync(
      'tshark',
      ['-r', file, '-d', `tcp.port==${port},ftp`, '-Y', 'ftp.request.command == "QUIT"'],
      { encoding: 'utf8' },
    );
    if (output.stdout.split('\n').filter((line) => line !== '').length >= sessions) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the capture lacks packets');
}

const CASES = [
  { host: '127.0.0.1', kinds: ['PASV', 'EPSV', 'PORT', 'EPRT'] },
  { host: '::1', kinds: ['EPSV', 'EPRT'] },
] as const satisfies readonly { host: '127.0.0.1' | '::1'; kinds: readonly EndpointKind[] }[];

for (const { host, kinds } of CASES) {
  const skip = missing ?? (host === '::1' && !hasIpv6Loopback() ? 'this machine has no ::1' : undefined);
  describe(`Wireshark's dissector at ${host}`, skip !== undefined && !strict ? { skip } : {}, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-capture-'));
    const file = path.join(folder, 'ftp.pcapng');
    let server: RealVsftpd | undefined;
    let seen: Dissected[] = [];
    let port = 0;

    before(async () => {
      assert.equal(skip, undefined);
      server = await startVsftpd({ host });
      port = server.port;
      await capture(server, file, kinds);
      seen = dissect(file, port);
    });
    after(async () => {
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('every mode was captured', () => {
      for (const kind of kinds) assert.equal(seen.filter((one) => one.kind === kind).length, ROUNDS, kind);
    });

    test('every endpoint is decoded as the dissector decodes it', () => {
      for (const { kind, host: address, port: number, line } of seen) {
        const [endpoint, ...more] = decodeLine(line);
        assert.ok(endpoint && more.length === 0, line);
        assert.equal(endpoint.kind, kind, line);
        assert.equal(endpoint.port, number, line);
        if (address === null) assert.equal(endpoint.host, null, line);
        else assert.ok(sameAddress(endpoint.host ?? '', address), `${line}: ${address}`);
      }
    });

    /** tshark's printouts, read like any other log. */
    for (const [name, options] of [
      ['one line per packet', []],
      ['packet details', ['-V', '-O', 'ftp']],
    ] as const) {
      test(`${name}: the same endpoints in the same order`, () => {
        const events = readTranscript(tshark(file, port, ...options), { peer: host });
        const told = events.filter((event) => event.kind === 'endpoint').filter(({ mention }) => !mention);
        assert.deepEqual(
          told.map(({ endpoint }) => `${endpoint.kind} ${endpointText(endpoint)}`),
          seen.map((one) => `${one.kind} ${endpointText(one)}`),
        );
      });
    }
  });
}
