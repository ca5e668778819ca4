import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import { Random, seedOfRun } from './random.js';

/** What the docker command asks its daemon for; the daemon here only listens. */
interface Asked {
  readonly HostConfig?: {
    readonly PortBindings?: Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[]>>;
    readonly NetworkMode?: string;
    readonly PublishAllPorts?: boolean;
  };
}

// The command alone, without a daemon, is enough.
const isMissing = spawnSync('docker', ['--version']).status !== 0;
const skip = isMissing ? 'the docker command is not installed' : false;

let daemon: Server | undefined;
let asked: Asked | undefined;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('Api-Version', '1.41').setHeader('Content-Type', 'application/json');
    if (request.url?.includes('/containers/create') === true) {
      asked = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Asked;
      response.writeHead(201).end('{"Id":"0123456789ab","Warnings":[]}');
    } else response.end(request.url?.endsWith('/_ping') === true ? 'OK' : '{}');
  });
}

before(async () => {
  if (isMissing) return;
  const server = createServer(answer);
  daemon = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

after(() => {
  daemon?.closeAllConnections();
  daemon?.close();
});

/** What a command line comes to; undefined where docker refuses it. */
async function created(command: string): Promise<Asked | undefined> {
  const { port } = daemon?.address() as AddressInfo;
  asked = undefined;
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', DOCKER_HOST: `tcp://127.0.0.1:${port}` };
  const child = spawn('sh', ['-c', command], { env, stdio: 'ignore' });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return status === 0 ? asked : undefined;
}

/** `21 21`: outer and inner TCP ports that are certain; sorted. */
function published({ HostConfig }: Asked): readonly string[] {
  const found: string[] = [];
  for (const [inner, bindings] of Object.entries(HostConfig?.PortBindings ?? {})) {
    const [port, protocol] = inner.split('/');
    if (protocol !== 'tcp') continue;
    for (const { HostIp = '', HostPort = '' } of bindings) {
      const status = /^127\.|^::1$/.test(HostIp) ? 'some' : HostIp.includes(':') ? 'some' : 'open';
      if (/^\d+$/.test(HostPort) && HostPort !== '0') found.push(`${HostPort} ${port} ${status}`);
    }
  }
  return found.sort();
}

function read(command: string): readonly string[] {
  const [witness] = readFirewallFile('run.sh', command)?.witnesses ?? [];
  const found = (witness?.runs ?? []).flatMap(({ ports, innerLow, status }) => {
    if (status !== 'open' && status !== 'some') return [];
    const shift = (innerLow ?? ports.low) - ports.low;
    return Array.from(
      { length: ports.high - ports.low + 1 },
      (_, i) => `${ports.low + i} ${ports.low + i + shift} ${status}`,
    );
  });
  return found.sort();
}

const OPTIONS = [
  '-it',
  '--rm',
  '-e A=1',
  '-v /a:/b',
  '--name x',
  '--privileged',
  '--stop-timeout 3',
  '--env=B=2',
  '-u 0',
  '--init',
  '-w /',
  '--cap-add NET_ADMIN',
  '-h name',
  '--ulimit nofile=1',
  '--add-host a:1.2.3.4',
  '-l a=b',
  '-m 64m',
];

describe('the docker command agrees', { skip }, () => {
  test('on generated command lines', async () => {
    const seed = seedOfRun();
    console.log(`SEED=${seed}`);
    const random = new Random(seed);
    for (let round = 0; round < 60; round++) {
      let next = 1000;
      const publish = (): string => {
        const size = random.chance(0.5) ? 1 : random.between(2, 9);
        const outer = next;
        next += size;
        const inner = random.chance(0.5) ? outer : random.between(1, 60_000);
        const range = (low: number): string => (size === 1 ? `${low}` : `${low}-${low + size - 1}`);
        const host = random.pick([
          '',
          '',
          '',
          '0.0.0.0:',
          '127.0.0.1:',
          '[::1]:',
          '203.0.113.5:',
          '[2001:db8::1]:',
        ]);
        const value = random.chance(0.1)
          ? `${inner}`
          : `${host}${range(outer)}:${range(inner)}${random.pick(['', '', '/tcp', '/udp', '/TCP'])}`;
        const quoted = random.chance(0.3) ? `"${value}"` : value;
        return random.pick(['-p ', '-p', '--publish ', '--publish=', '-itp ']) + quoted;
      };
      const options = Array.from({ length: random.between(1, 5) }, publish);
      for (let i = random.between(0, 4); i > 0; i--)
        options.splice(random.between(0, options.length), 0, random.pick(OPTIONS));
      const command = `docker create ${options.join(random.pick([' ', ' \\\n  ']))} image -p 9:9\n`;
      const found = await created(command);
      assert.ok(found, `SEED=${seed}: docker refuses ${command}`);
      assert.deepEqual(read(command), published(found), `SEED=${seed}: ${command}`);
    }
  });

  for (const command of ['docker create --network host image', 'docker create --net=host -p 21:21 image']) {
    test(command, async () => {
      assert.equal((await created(command))?.HostConfig?.NetworkMode, 'host');
      assert.equal(readFirewallFile('run.sh', command)?.witnesses[0]?.runs[0]?.status, 'open');
    });
  }

  for (const value of [
    '3000-3010:3000-3009',
    'ftp:21',
    '21:21/ftp',
    '70000:21',
    '21-20:21-20',
    'localhost:21:21',
    '21:',
    '21:0x15',
  ]) {
    test(`that ${value} is none`, async () => {
      const command = `docker create -p ${value} image`;
      assert.equal(await created(command), undefined);
      assert.deepEqual(read(command), []);
    });
  }
});
