// Probes the scripted servers of test/fixtures/servers: name, expected first finding above information, what it is, and
// the arguments of fake.py. What own.tsv expects was written down before the first run; `says=` and `spares=` are regular
// expressions for the words of the first finding and of all above information.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import type { Finding } from '../../core/verdict/index.js';
import { judge } from '../../core/verdict/index.js';
import { probe } from '../../probe/index.js';
import { targetOf } from './scripted-probe.js';

const FOLDER = 'test/fixtures/servers';
const PATHS: Readonly<Record<string, string>> = {
  '@CERT': 'test/fixtures/tls/certificate.pem',
  '@KEY': 'test/fixtures/tls/key.pem',
};

export interface OddServer {
  readonly name: string;
  /** A regular expression for the id of the first finding; `healthy` for none above information. */
  readonly wanted: string;
  readonly situation: string;
  readonly args: readonly string[];
}

export const ODD_SERVERS: readonly OddServer[] = ['servers.tsv', 'own.tsv']
  .flatMap((file) => readFileSync(`${FOLDER}/${file}`, 'utf8').trimEnd().split('\n'))
  .map((line) => {
    const [name = '', wanted = '', situation = '', ...args] = line.split('\t');
    return { name, wanted, situation, args };
  });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What a probe of it says. */
async function findingsOf({ args }: OddServer): Promise<readonly Finding[]> {
  const port = await freePort();
  const own = args.filter((arg) => !/^(?:port|says|spares)=/.test(arg));
  const filled = own.map((arg) => arg.replace(/@[A-Z]+/, (name) => PATHS[name] ?? name));
  const place = [`port=${port}`, 'bind=127.0.0.1', 'pasv=127.0.0.1'];
  const server = spawn('python3', [`${FOLDER}/fake.py`, ...filled, ...place], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(server.stdout, 'data');
    const tls = args.includes('tls=implicit') ? 'implicit' : 'auto';
    const target = { user: 'ftptest', password: 'secret', tls, insecure: true } as const;
    const run = await probe(targetOf(port, target), {
      signal: new AbortController().signal,
      timeoutMs: 4000,
      samples: 6,
    });
    return judge({ witness: 'probe', observations: run.observations }).findings;
  } finally {
    server.kill();
  }
}

export async function judgedRight(server: OddServer): Promise<void> {
  const found = await findingsOf(server);
  const first = found.find(({ severity }) => severity !== 'information')?.id ?? 'healthy';
  const words = found.map(({ id, severity, evidence }) => `${severity} ${id}: ${evidence}`).join('\n');
  assert.match(first, new RegExp(`^(?:${server.wanted})$`), `${server.situation}\n${words}`);
  const alarms = found.filter(({ severity }) => severity !== 'information').map(told);
  for (const arg of server.args) {
    const [, key, pattern = ''] = /^(says|spares)=(.*)/.exec(arg) ?? [];
    if (key === 'says') assert.match(alarms[0] ?? '', new RegExp(pattern), server.situation);
    if (key === 'spares') assert.doesNotMatch(alarms.join('\n'), new RegExp(pattern), server.situation);
  }
}

function told({ title, evidence, fix }: Finding): string {
  return [title, evidence, fix.text, ...Object.keys(fix.config ?? {})].join(' ');
}
