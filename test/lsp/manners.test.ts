import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { BARE, bundleServer, ServerError, startServer } from './client.js';

test('a client that prefers other positions is told which ones are sent', async () => {
  const general = { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] };
  const client = await startServer({ capabilities: { ...BARE, general } });
  assert.equal(client.initialized?.capabilities.positionEncoding, 'utf-16');
  await client.close();
});

test('what a client has been sent already is not sent again', async () => {
  const client = await startServer({ capabilities: BARE });
  const uri = client.open('listen=YES \n');
  await client.pushed(uri);
  client.notify('workspace/didChangeConfiguration', { settings: { vsftpdLens: { build: 'any' } } });
  client.change(uri, { text: 'listen=YES\n' });
  await client.pushed(uri, ({ version }) => version === 2);
  const versions = client.received
    .filter(({ method }) => method === 'textDocument/publishDiagnostics')
    .map(({ params }) => (params as { version: number }).version);
  assert.deepEqual(versions, [1, 2]);
  await client.close();
});

test('a client that never tells its settings is served with those it has sent', async () => {
  const client = await startServer({
    capabilities: { workspace: { configuration: true } },
    initializationOptions: { rules: { 'trailing-blank': 'hint' } },
    silentOn: 'workspace/configuration',
  });
  const uri = client.open('listen=YES \n');
  const { diagnostics } = await client.pushed(uri);
  assert.equal(diagnostics.find(({ code }) => code === 'trailing-blank')?.severity, 4);
  await client.close();
});

test('after the shutdown requests are refused', async () => {
  const client = await startServer();
  const uri = client.open('listen=YES\n');
  await client.pull(uri);
  await client.request('shutdown', null);
  await assert.rejects(
    client.ask('hover', uri, { position: { line: 0, character: 1 } }),
    (error) => error instanceof ServerError && error.code === -32600,
  );
  client.notify('exit', null);
});

let bundled: Promise<string> | undefined;

/** What the server says first over a connection that it makes itself. */
async function greetedOver(listen: string | number, option: (port: number) => string): Promise<string> {
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => {
    if (typeof listen === 'string') server.listen(listen, resolve);
    else server.listen(listen, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'string' ? 0 : (address as AddressInfo).port;
  const child = spawn(process.execPath, [await (bundled ??= bundleServer()), option(port)], {
    stdio: 'inherit',
  });
  const socket = await connected;
  const params = { processId: process.pid, rootUri: null, capabilities: {} };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    text += String(chunk);
    if (text.includes('serverInfo')) break;
  }
  child.kill();
  socket.destroy();
  server.close();
  return text;
}

test('the server connects to a port', async () => {
  assert.match(await greetedOver(0, (port) => `--socket=${port}`), /"name":"vsftpd Lens"/);
});

test('the server connects to a socket file', { skip: process.platform === 'win32' }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-pipe-'));
  try {
    const file = path.join(folder, 'lsp');
    assert.match(await greetedOver(file, () => `--pipe=${file}`), /"name":"vsftpd Lens"/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
