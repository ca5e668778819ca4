// Measures the language server from outside, over stdio, beside those of JSON and Dockerfile: npm run bench.
// Prints a table, ratios first; judges nothing.
import { coldStart, measure, type Figures } from './lsp/measure.js';
import { floor, ours, peers, type Server } from './lsp/servers.js';

type Row = Record<string, string>;

async function main(): Promise<void> {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error('The folder with the other servers is missing: npm run bench.');
  const servers: readonly Server[] = [ours(), ...peers(folder)];
  const starts = [await coldStart(await floor())];
  for (const { main: file } of servers) starts.push(await coldStart(file));
  const [nothing = NaN, own = NaN] = starts;
  console.log(
    `Node ${process.version}. Spawn to initialize: ${(own / nothing).toFixed(2)} of a server that does nothing (${starts.map(shown).join(', ')} ms: nothing, ${servers.map(({ name }) => name).join(', ')})`,
  );
  for (const lines of [200, 10_000]) {
    const all: Figures[] = [];
    for (const server of servers) all.push(await measure(server, lines));
    console.log(`\n${lines} lines: ours as a share of the better of both others, then milliseconds`);
    console.table(compared(servers, all));
  }
}

function compared(servers: readonly Server[], all: readonly Figures[]): Record<string, Row> {
  const table: Record<string, Row> = {};
  for (const what of Object.keys(all[0] ?? {})) {
    const [own, ...others] = all.map((figures) => figures[what]);
    const best = Math.min(...others.flatMap((one) => one ?? []));
    const ratio = own === undefined || !Number.isFinite(best) ? '' : (own / best).toFixed(2);
    table[what] = {
      ratio,
      ...Object.fromEntries(servers.map(({ name }, i) => [name, shown(all[i]?.[what])])),
    };
  }
  return table;
}

function shown(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(value < 10 ? 2 : 0);
}

await main();
