import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { describe } from 'node:test';
import {
  createConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Hover,
  type MarkupContent,
} from 'vscode-languageserver/node';
import { startServer } from '../../../server/server.js';
import { STORE_WORK, type StoreWork } from '../../../server/store/work.js';
import { LspClient, MODERN } from '../../lsp/client.js';

const RANGE = 'pasv_min_port=21100\npasv_max_port=21110\n';
const CONFIG = `listen=YES\n${RANGE}pasv_address=198.51.100.20\n`;
const COMPOSE =
  'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n      - "21100-21105:21100-21105"\n';
const UFW = 'ufw allow 21/tcp\nufw allow 21100:21110/tcp\n';
const FOLDER = 'file:///srv/site';

type Counts = Record<keyof StoreWork, number>;

interface Workspace {
  readonly client: LspClient;
  readonly config: string;
  readonly compose: string;
  /** What a piece of work makes the server do, until other files have been told of it. */
  readonly costOf: (work: () => Promise<unknown>) => Promise<Counts>;
}

/** A server in this process, with two open files and three closed ones in one workspace, all told of each other. */
async function workspace(build: string): Promise<Workspace> {
  const counts: Counts = { parse: 0, readFirewall: 0, compare: 0 };
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(
    connection,
    { version: '0', rulePages: undefined },
    {
      parse: (...args) => (counts.parse++, STORE_WORK.parse(...args)),
      readFirewall: (...args) => (counts.readFirewall++, STORE_WORK.readFirewall(...args)),
      compare: (...args) => (counts.compare++, STORE_WORK.compare(...args)),
    },
  );
  const inProcess = { stdin: toServer, stdout: toClient, on: () => undefined } as unknown as ChildProcess;
  const client = new LspClient(inProcess, { configuration: () => ({ build }), folders: [FOLDER] });
  // Without a process to watch, so that the test can end.
  await client.request('initialize', { processId: null, rootUri: null, capabilities: MODERN });
  client.notify('initialized', {});
  const compose = client.open(COMPOSE, { uri: `${FOLDER}/ftp/compose.yaml`, languageId: 'yaml' });
  const config = client.open(CONFIG, { uri: `${FOLDER}/ftp/vsftpd.conf` });
  client.notify('vsftpdLens/workspaceFiles', {
    files: [
      { uri: `${FOLDER}/ftp/firewall.sh`, text: UFW },
      { uri: `${FOLDER}/other/vsftpd.conf`, text: 'listen_port=2121\n' },
      { uri: `${FOLDER}/other/rules.sh`, text: UFW },
    ],
  });
  await client.pull(config);
  await client.pull(compose);
  await sleep(SETTLED);
  await client.pull(config);
  await client.pull(compose);
  await sleep(SETTLED);
  return {
    client,
    config,
    compose,
    costOf: async (work) => {
      Object.assign(counts, { parse: 0, readFirewall: 0, compare: 0 });
      await work();
      await sleep(SETTLED);
      return { ...counts };
    },
  };
}

/** Longer than the server waits before it tells other files. Milliseconds. */
const SETTLED = 400;

for (const build of ['any', 'debian-13', 'rhel-9']) {
  describe(`with build ${build}`, { concurrency: true }, () => {
    test('an edit of the ports parses one file and compares once', async () => {
      const { client, config, compose, costOf } = await workspace(build);
      const cost = await costOf(async () => {
        client.change(config, { text: CONFIG.replace('21110', '21109') });
        await client.pull(config);
        await client.pull(compose);
        await client.ask('codeAction', config, { range: LINE, context: { diagnostics: [] } });
      });
      assert.deepEqual(cost, { parse: 1, readFirewall: 0, compare: 1 });
    });

    test('an edit of a comment parses one file and compares nothing', async () => {
      const { client, config, compose, costOf } = await workspace(build);
      const cost = await costOf(async () => {
        client.change(config, { text: `# text\n${CONFIG}` });
        await client.pull(config);
        await client.pull(compose);
      });
      assert.deepEqual(cost, { parse: 1, readFirewall: 0, compare: 0 });
    });

    test('an edit of a Compose file reads that file and compares once', async () => {
      const { client, config, compose, costOf } = await workspace(build);
      const cost = await costOf(async () => {
        client.change(compose, { text: COMPOSE.replaceAll('21105', '21106') });
        await client.pull(compose);
        await client.pull(config);
      });
      assert.deepEqual(cost, { parse: 0, readFirewall: 1, compare: 1 });
    });

    test('requests after an edit cost nothing anew', async () => {
      const { client, config, compose, costOf } = await workspace(build);
      const cost = await costOf(async () => {
        const position = { line: 5, character: 12 };
        const hover = (await client.ask('hover', compose, { position })) as Hover;
        assert.match((hover.contents as MarkupContent).value, /21100-21105/);
        await client.ask('hover', config, { position: { line: 1, character: 3 } });
        await client.ask('inlayHint', config, { range: LINE });
        await client.request('vsftpdLens/firewallFiles', { uri: config, text: CONFIG });
      });
      assert.deepEqual(cost, { parse: 0, readFirewall: 0, compare: 0 });
    });

    test('a closed file that changed is read again, the others are not', async () => {
      const { client, config, costOf } = await workspace(build);
      const cost = await costOf(async () => {
        const uri = `${FOLDER}/ftp/firewall.sh`;
        const text = UFW.replace('21110', '21111');
        await client.request('vsftpdLens/fileHover', { uri, text, position: LINE.start });
        await client.pull(config);
      });
      assert.deepEqual(cost, { parse: 0, readFirewall: 1, compare: 1 });
    });
  });
}

const LINE = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
