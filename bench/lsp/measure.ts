import { readFileSync } from 'node:fs';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import type { LspClient } from '../../test/lsp/client.js';
import { start, type Server } from './servers.js';

/** What is measured, in milliseconds or MB; undefined where a server cannot do it. */
export type Figures = Readonly<Record<string, number | undefined>>;

const RUNS = 7;
const ASKS = 20;
const STARTS = 15;

/** From the spawn to the answer to `initialize`. Milliseconds, the median. */
export async function coldStart(main: string): Promise<number> {
  return median(STARTS, async () => {
    const started = performance.now();
    const client = await start(main);
    const took = performance.now() - started;
    await client.close();
    return took;
  });
}

/** One server with a file of that many lines. */
export async function measure(server: Server, lines: number): Promise<Figures> {
  const client = await start(server.main, server.configuration);
  const text = server.sample(lines);
  const { uri, languageId, typed, word } = server;
  const idle = rss(client);
  let opened = 0;
  const opening = await median(RUNS, async () => {
    // Another name each time: a late answer about the one before is none.
    const one = uri.replace('/srv/', `/srv/${opened++}/`);
    const took = await timed(async () => {
      client.open(text, { uri: one, languageId });
      await diagnosed(client, one, 1);
    });
    client.shut(one);
    client.received.length = 0;
    return took;
  });
  client.open(text, { uri, languageId });
  await diagnosed(client, uri, 1);
  const middle = Math.floor(lines / 2);
  const edit = await median(RUNS * 8, () =>
    timed(async () => {
      const at = { line: middle, character: typed.character };
      const version = client.change(uri, { range: { start: at, end: at }, text: typed.text });
      await diagnosed(client, uri, version);
    }),
  );
  const asked = text.split('\n').findIndex((line, i) => i > middle && word.line.test(line));
  const position = { line: asked, character: word.character };
  const ask = (runs: number, method: string, params: object = {}): Promise<number | undefined> =>
    isAble(client, method)
      ? median(runs, () => timed(() => client.ask(method, uri, params)))
      : Promise.resolve(undefined);
  const figures = {
    'open to diagnostics': opening,
    'edit to diagnostics': edit,
    hover: await ask(200, 'hover', { position }),
    completion: await ask(40, 'completion', { position }),
    symbols: await ask(ASKS, 'documentSymbol'),
    folding: await ask(ASKS, 'foldingRange'),
    // The Dockerfile server takes half a minute for 10,000 lines.
    tokens: lines > 1000 && languageId === 'dockerfile' ? undefined : await ask(RUNS, 'semanticTokens/full'),
    links: await ask(ASKS, 'documentLink'),
    formatting: await ask(RUNS, 'formatting', { options: { tabSize: 2, insertSpaces: true } }),
    'memory idle, MB': idle,
    'memory then, MB': rss(client),
  };
  await client.close();
  return figures;
}

/** Waits for the diagnostics of a version, asked for or published, as the server does it. */
async function diagnosed(client: LspClient, uri: string, version: number): Promise<void> {
  if (client.initialized?.capabilities.diagnosticProvider) {
    await client.pull(uri);
    return;
  }
  await client.from('textDocument/publishDiagnostics', ({ params }) => {
    const published = params as PublishDiagnosticsParams;
    return published.uri === uri && (published.version ?? version) >= version;
  });
  client.received.length = 0;
}

function isAble({ initialized }: LspClient, method: string): boolean {
  const name = `${method.replace(/\/.*/, '')}Provider` as 'hoverProvider';
  return Boolean(
    (initialized?.capabilities as Record<string, unknown> | undefined)?.[
      method === 'formatting' ? 'documentFormattingProvider' : name
    ],
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function median(runs: number, one: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < runs; i++) all.push(await one());
  return all.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? NaN;
}

/** Resident memory in MB; undefined where /proc does not tell. */
function rss({ process: { pid } }: LspClient): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}
