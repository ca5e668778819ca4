import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import { Random, seedOfRun } from '../oracle/random.js';
import { startServer, type LspClient } from './client.js';

/** What each file of a small repository may say at one time or another. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'vsftpd.conf': [
    'listen=YES\npasv_min_port=21100\npasv_max_port=21110\npasv_address=198.51.100.20\n',
    'listen=YES\npasv_min_port=21100\npasv_max_port=21105\npasv_address=198.51.100.20\nuser_config_dir=/srv/repo/users\n',
    'listen=YES \npasv_min_port=40000\npasv_max_port=40010\n',
    '',
  ],
  'users/demo': ['local_max_rate=5000\n', 'listen=YES\nno such line\n'],
  'ftp/vsftpd.conf': [
    'listen=YES\nlisten_port=2121\npasv_min_port=21200\npasv_max_port=21210\n',
    'listen=NO\n',
  ],
  'compose.yaml': [
    'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n      - "${LOW:-21100}-21105:${LOW:-21100}-21105"\n',
    'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n      - "21100-21110:21100-21110"\n',
    'services: [[\n',
    'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n',
  ],
  'compose.override.yaml': [
    'services:\n  ftp:\n    ports:\n      - "21106-21110:21106-21110"\n',
    'services:\n  ftp:\n    ports: !override\n      - "21:21"\n',
  ],
  '.env': ['LOW=21103\n', 'LOW=\n', ''],
  'rules.v4': [
    '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\n-A INPUT -p tcp --dport 21100:21105 -j ACCEPT\nCOMMIT\n',
    '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n',
  ],
  'ftp/nftables.conf': [
    'table inet f {\n  chain i {\n    type filter hook input priority 0; policy drop;\n    tcp dport { 2121, 21200-21204 } accept\n  }\n}\n',
    '',
  ],
};
const ROUNDS = Number(process.env['ROUNDS'] ?? 12);
const NAMES = Object.keys(FILES);
const uriOf = (name: string): string => `file:///srv/repo/${name}`;
const LANGUAGES: Readonly<Record<string, string>> = { conf: 'vsftpd', yaml: 'yaml' };

function languageOf(name: string): string {
  return LANGUAGES[name.slice(name.lastIndexOf('.') + 1)] ?? 'plaintext';
}

/** How the client's files stand. */
interface Standing {
  readonly open: Map<string, string>;
  closed: Map<string, string>;
}

const OPTIONS = {
  folders: ['file:///srv/repo'],
  configuration: (): unknown => ({ rules: { '*': 'warning' } }),
};

function tellClosed(client: LspClient, closed: ReadonlyMap<string, string>): void {
  const files = [...closed].map(([name, text]) => ({ uri: uriOf(name), text }));
  client.notify('vsftpdLens/workspaceFiles', { files });
}

/** One thing that a user or another program does. */
function act(client: LspClient, random: Random, { open, ...standing }: Standing): Map<string, string> {
  const name = random.pick(NAMES);
  const uri = uriOf(name);
  const text = random.pick(FILES[name] ?? ['']);
  if (random.chance(0.3)) {
    const some = NAMES.filter(() => random.chance(0.6));
    const closed = new Map(some.map((one) => [one, random.pick(FILES[one] ?? [''])]));
    tellClosed(client, closed);
    return closed;
  }
  if (!open.has(name)) client.open(text, { uri, languageId: languageOf(name) });
  else if (random.chance(0.7)) client.change(uri, { text });
  else {
    client.shut(uri);
    open.delete(name);
    return standing.closed;
  }
  open.set(name, text);
  return standing.closed;
}

/** Every diagnostic that a user sees, in an order that says nothing. */
type Shown = Readonly<Record<string, readonly string[]>>;

async function shown(client: LspClient, { open }: Standing): Promise<Shown> {
  const pushed = new Map<string, readonly Diagnostic[]>();
  for (const { method, params } of client.received)
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as PublishDiagnosticsParams;
      pushed.set(uri, diagnostics);
    }
  const all: Record<string, readonly string[]> = {};
  for (const name of NAMES) {
    const uri = uriOf(name);
    const found = open.has(name) ? await client.pull(uri) : (pushed.get(uri) ?? []);
    all[name] = found.map((one) => JSON.stringify(one)).sort();
  }
  return all;
}

/** A server that has known nothing else. */
async function startedNow(standing: Standing): Promise<LspClient> {
  const client = await startServer(OPTIONS);
  for (const [name, text] of standing.open)
    client.open(text, { uri: uriOf(name), languageId: languageOf(name) });
  tellClosed(client, standing.closed);
  return client;
}

/** Diagnostics of closed files follow a short pause: wait longer than the pause, at most this long. Milliseconds. */
const QUIET = 400;
const PATIENCE = 20_000;

test('what is shown depends on how the files stand, not on what came before', async (t) => {
  const seed = seedOfRun();
  t.diagnostic(`SEED=${seed}`);
  const random = new Random(seed);
  const client = await startServer(OPTIONS);
  t.after(() => client.process.kill());
  const standing: Standing = { open: new Map(), closed: new Map() };
  for (let round = 0; round < ROUNDS; round++) {
    for (let step = random.between(1, 8); step > 0; step--) {
      // What is known by then must not outlive the next step.
      if (random.chance(0.5)) await shown(client, standing);
      standing.closed = act(client, random, standing);
    }
    const fresh = await startedNow(standing);
    t.after(() => fresh.process.kill());
    const until = Date.now() + PATIENCE;
    let both;
    do {
      await sleep(QUIET);
      both = [await shown(client, standing), await shown(fresh, standing)];
    } while (!isDeepStrictEqual(both[0], both[1]) && Date.now() < until);
    assert.deepEqual(
      both[0],
      both[1],
      JSON.stringify({ open: [...standing.open], closed: [...standing.closed] }),
    );
    await fresh.close();
  }
  await client.close();
});
