import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import test from 'node:test';
import vm from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { MODERN } from './client.js';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: { readonly items?: readonly { code: string; codeDescription?: { href: string } }[] };
}

/** The server as a web worker has it: one script, and nothing of Node around it. */
test('the server runs where there is only a message port', async (t) => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['server/main-browser.ts'],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const imported = Object.values(metafile.inputs).flatMap((input) => input.imports.map((one) => one.path));
  assert.deepEqual(
    imported.filter((path) => path.startsWith('node:') || builtinModules.includes(path)),
    [],
  );
  const { port1: inside, port2: outside } = new MessageChannel();
  t.after(() => {
    outside.close();
  });
  vm.runInNewContext(outputFiles[0]?.text ?? '', {
    self: inside,
    console,
    crypto,
    TextDecoder,
    TextEncoder,
    queueMicrotask,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
  });
  const answers = new Map<number, (answer: Answer) => void>();
  outside.on('message', ({ id, method, result }: Answer) => {
    if (id === undefined) return;
    if (method === undefined) answers.get(id)?.({ id, ...(result ? { result } : {}) });
    else
      outside.postMessage({ jsonrpc: '2.0', id, result: method === 'workspace/configuration' ? [{}] : null });
  });
  const ask = (id: number, method: string, params: unknown): Promise<Answer> =>
    new Promise((resolve) => {
      answers.set(id, resolve);
      outside.postMessage({ jsonrpc: '2.0', id, method, params });
    });
  await ask(1, 'initialize', {
    processId: null,
    rootUri: null,
    capabilities: MODERN,
    initializationOptions: { rulePages: 'https://example.org/rules' },
  });
  outside.postMessage({ jsonrpc: '2.0', method: 'initialized', params: {} });
  const uri = 'vscode-vfs://github/me/repo/vsftpd.conf';
  outside.postMessage({
    jsonrpc: '2.0',
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'vsftpd', version: 1, text: 'listen=YES \n' } },
  });
  const { result } = await ask(2, 'textDocument/diagnostic', { textDocument: { uri } });
  const found = result?.items?.find(({ code }) => code === 'trailing-blank');
  assert.equal(found?.codeDescription?.href, 'https://example.org/rules/parse.md#trailing-blank');
});
