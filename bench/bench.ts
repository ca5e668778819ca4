// Measures the language server from outside, over stdio: npm run bench. Prints a table; judges nothing.
import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { SETTINGS } from '../core/config/index.js';
import { bundleServer, startServer, type LspClient } from '../test/lsp/client.js';

const RUNS = 7;
const STARTS = 15;

/** Mostly comments, every setting once, and a line that vsftpd refuses now and then. All within the bytes it reads. */
function sample(lines: number): string {
  const step = Math.max(3, Math.floor(lines / SETTINGS.length));
  const out: string[] = [];
  for (let i = 0; i < lines; i++) {
    const setting = i % step === 0 ? SETTINGS[i / step] : undefined;
    const value = { bool: 'YES', number: '100', octal: '022', string: '/etc/x' }[setting?.type ?? 'bool'];
    if (i % 40 === 39) out.push(`mistake_${i}=1`);
    else if (setting) out.push(`${setting.name}=${value}`);
    else out.push(i % 50 === 1 ? `# -- Part ${i} --` : '# note');
  }
  return `${out.join('\n')}\n`;
}

async function main(): Promise<void> {
  const server = await bundleServer();
  const bare = await median(STARTS, () => timed(() => ended(['-e', '0'])));
  const cold = await median(STARTS, async () => {
    const started = performance.now();
    const client = await startServer({ server });
    const took = performance.now() - started;
    await client.close();
    return took;
  });
  console.log(
    `Node ${process.version}; node -e 0: ${ms(bare)}; spawn to initialize: ${ms(cold)}; bundle ${(readFileSync(server).length / 1024).toFixed(0)} KB minified\n`,
  );
  const rows: Record<string, Record<string, string>> = {};
  for (const lines of [200, 10_000]) {
    const client = await startServer({ server });
    rows[`${lines} lines`] = await measure(client, sample(lines));
    await client.close();
  }
  console.table(transposed(rows));
}

async function measure(client: LspClient, text: string): Promise<Record<string, string>> {
  const lines = text.split('\n').length - 1;
  const idle = rss(client);
  const result: Record<string, string> = { 'size KB': (text.length / 1024).toFixed(0) };
  let count = 0;
  const opening = await median(RUNS, async () => {
    const took = await timed(async () => {
      const uri = client.open(text);
      count = (await client.pull(uri)).length;
      client.shut(uri);
    });
    return took;
  });
  result['diagnostics'] = String(count);
  result['open to diagnostics'] = ms(opening);
  const uri = client.open(text);
  await client.pull(uri);
  const middle = Math.floor(lines / 2);
  result['edit to diagnostics'] = ms(
    await median(RUNS * 8, () =>
      timed(async () => {
        const at = { line: middle, character: 0 };
        client.change(uri, { range: { start: at, end: at }, text: '#' });
        await client.pull(uri);
      }),
    ),
  );
  const setting = text.split('\n').findIndex((line, i) => i > middle && /^[a-z]/.test(line));
  const position = { line: setting, character: 4 };
  result['hover p50 / p95'] = await quantiles(500, () => client.ask('hover', uri, { position }));
  result['completion p50 / p95'] = await quantiles(60, () => client.ask('completion', uri, { position }));
  const screen = { start: { line: middle, character: 0 }, end: { line: middle + 60, character: 0 } };
  for (const [method, params] of [
    ['documentSymbol', {}],
    ['foldingRange', {}],
    ['semanticTokens/full', {}],
    ['semanticTokens/range', { range: screen }],
    ['inlayHint', { range: screen }],
    ['documentLink', {}],
    ['formatting', { options: { tabSize: 2, insertSpaces: true } }],
  ] as const) {
    result[method] = ms(await median(RUNS, () => timed(() => client.ask(method, uri, params))));
  }
  result['RSS idle / now MB'] = `${idle} / ${rss(client)}`;
  return result;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function samples(runs: number, one: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < runs; i++) all.push(await one());
  return all.sort((a, b) => a - b);
}

async function median(runs: number, one: () => Promise<number>): Promise<number> {
  return at(await samples(runs, one), 0.5);
}

async function quantiles(runs: number, work: () => Promise<unknown>): Promise<string> {
  const sorted = await samples(runs, () => timed(work));
  return `${ms(at(sorted, 0.5))} / ${ms(at(sorted, 0.95))}`;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

/** Resident memory of the server in MB; `?` where /proc does not tell. */
function rss(client: LspClient): string {
  try {
    const status = readFileSync(`/proc/${client.process.pid ?? 0}/status`, 'utf8');
    return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024).toFixed(0);
  } catch {
    return '?';
  }
}

function ended(args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    spawn(process.execPath, args, { stdio: 'ignore' }).on('exit', () => {
      resolve();
    });
  });
}

function transposed(rows: Record<string, Record<string, string>>): Record<string, Record<string, string>> {
  const out: Record<string, Record<string, string>> = {};
  for (const [column, row] of Object.entries(rows)) {
    for (const [name, value] of Object.entries(row)) (out[name] ??= {})[column] = value;
  }
  return out;
}

await main();
