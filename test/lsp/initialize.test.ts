import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import { BARE, bundleServer, MODERN, startServer } from './client.js';

const ALWAYS = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: 2 },
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['=', ','], resolveProvider: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentLinkProvider: { resolveProvider: false },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  inlayHintProvider: true,
  semanticTokensProvider: {
    legend: {
      tokenTypes: ['comment', 'property', 'operator', 'enumMember', 'number', 'string', 'macro'],
      tokenModifiers: [],
    },
    full: { delta: true },
    range: true,
  },
};

test('a client of today is offered everything', async () => {
  const client = await startServer({ capabilities: MODERN });
  assert.deepEqual(client.initialized, {
    capabilities: {
      ...ALWAYS,
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.vsftpd'] },
      renameProvider: { prepareProvider: true },
      diagnosticProvider: { identifier: 'vsftpd', interFileDependencies: true, workspaceDiagnostics: false },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: 'vsftpd Lens', version: manifest.version },
  });
  assert.equal(await client.close(), 0);
});

test('a client without any capability is offered what needs none', async () => {
  const client = await startServer({ capabilities: BARE });
  assert.deepEqual(client.initialized?.capabilities, {
    ...ALWAYS,
    codeActionProvider: false,
    renameProvider: true,
  });
  assert.equal(await client.close(), 0);
});

test('the command line tells its version, helps, and refuses to guess a transport', async () => {
  const server = await bundleServer();
  const run = (...args: string[]): [number | null, string, string] => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [server, ...args], { encoding: 'utf8' });
    return [status, stdout, stderr];
  };
  assert.deepEqual(run('--version'), [0, `${manifest.version}\n`, '']);
  const [status, help] = run('--help');
  assert.equal(status, 0);
  assert.match(help, /--stdio[\s\S]*--node-ipc/);
  assert.deepEqual(run(), [2, '', help]);
});

test('the server speaks over the IPC channel of Node too', async () => {
  const { fork } = await import('node:child_process');
  const child = fork(await bundleServer(), ['--node-ipc']);
  const answer = new Promise<{ result: { serverInfo: { name: string } } }>((resolve) => {
    child.on('message', (message) => {
      const answered = message as { id?: number; result: { serverInfo: { name: string } } };
      if (answered.id === 1) resolve(answered);
    });
  });
  child.send({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, rootUri: null, capabilities: {} },
  });
  assert.equal((await answer).result.serverInfo.name, 'vsftpd Lens');
  child.kill();
});
