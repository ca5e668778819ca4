// Measures the probe beside ordinary clients, in the lab of network namespaces, at 50 ms of round trip: npm run
// bench:probe. Linux, as root, with curl and lftp. Prints tables; judges nothing.
import path from 'node:path';
import { bundled } from '../test/lab/bundle.js';
import { Lab } from '../test/lab/lab.js';
import type { Scene } from '../test/lab/scenario.js';
import { SERVER_NAME } from '../test/lab/topology.js';
import { SILENCE_MS } from '../probe/session/reach.js';

const RUNS = 7;
const SLOW_RUNS = 3;
const LINE = { delayMs: 25 };
const SAMPLES = 16;

const RANGE = { pasv_min_port: 40000, pasv_max_port: 40299 };
const SERVER: Scene = { line: LINE, settings: RANGE };
const PLAIN: Scene = { line: LINE, settings: { ...RANGE, ssl_enable: 'NO' } };
const WINDOW: Scene = { ...SERVER, rules: { firewall: { stop: 'drop', passes: [40000, 40100] } } };
const CLOSED: Scene = { ...SERVER, rules: { firewall: { stop: 'drop' } } };

interface Tool {
  readonly name: string;
  readonly argv: readonly string[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function main(): Promise<void> {
  const lab = await Lab.up();
  try {
    const all = await tools(lab);
    const named = (words: RegExp): readonly Tool[] => all.filter(({ name }) => words.test(name));
    console.log(
      `\nOne healthy server, round trip ${2 * LINE.delayMs} ms. Wall time from start to end of the process.`,
    );
    await lab.set(SERVER);
    console.table(await compare(lab, named(/TLS/)));
    await lab.set(PLAIN);
    console.table(await compare(lab, named(/plain/)));
    console.log(
      `A firewall drops ports 40101-40299 of 40000-40299. A port counts as silent after ${SILENCE_MS} ms.`,
    );
    await lab.set(WINDOW);
    console.table(await findEdges(lab));
    console.log('The firewall drops all data ports.');
    await lab.set(CLOSED);
    console.table(await compare(lab, named(/^(?:vsftpd-lens|basic-ftp), TLS/), SLOW_RUNS));
  } finally {
    lab.down();
  }
}

async function tools(lab: Lab): Promise<readonly Tool[]> {
  const { LAB_USER = '', LAB_PASSWORD = '', NODE_EXTRA_CA_CERTS = '' } = lab.environment();
  const listing = await bundled('bench/basic-ftp-list.ts');
  const url = `ftp://${SERVER_NAME}/`;
  const lens = (tls: string): readonly string[] => [
    ...[
      process.execPath,
      path.resolve('dist/cli.js'),
      'probe',
      '--user',
      LAB_USER,
      '--password-env',
      'LAB_PASSWORD',
    ],
    ...['--samples', String(SAMPLES), '--tls', tls, '--fail-on', 'never', '--format', 'json', url],
  ];
  // Neither shows the password to those who list processes.
  const curl = (more: string): Omit<Tool, 'name'> => ({
    argv: ['curl', '--silent', '--show-error', '--cacert', NODE_EXTRA_CA_CERTS, '--config', '-'],
    input: `url = "${url}"\nuser = "${LAB_USER}:${LAB_PASSWORD}"\n${more}`,
  });
  const lftp = (isProtected: boolean): Omit<Tool, 'name'> => ({
    argv: [
      ...['lftp', '--norc', '-c'],
      `set ftp:ssl-allow ${isProtected}; set ftp:ssl-force ${isProtected}; set ssl:ca-file ${NODE_EXTRA_CA_CERTS}; open --user ${LAB_USER} --env-password ${url}; ls`,
    ],
    env: { LFTP_PASSWORD: LAB_PASSWORD },
  });
  return [
    { name: `vsftpd-lens, TLS`, argv: lens('explicit') },
    { name: 'curl, TLS', ...curl('ssl-reqd\n') },
    { name: 'lftp, TLS', ...lftp(true) },
    { name: 'basic-ftp, TLS', argv: [process.execPath, listing, SERVER_NAME, 'tls'] },
    { name: `vsftpd-lens, plain`, argv: lens('none') },
    { name: 'curl, plain', ...curl('') },
    { name: 'lftp, plain', ...lftp(false) },
    { name: 'basic-ftp, plain', argv: [process.execPath, listing, SERVER_NAME, 'plain'] },
  ];
}

/** One run of each in turn, so that all meet the same moments. */
async function compare(lab: Lab, all: readonly Tool[], runs = RUNS): Promise<Record<string, object>> {
  const times = new Map<string, number[]>();
  const ends = new Map<string, string>();
  for (let run = 0; run < runs; run++) {
    for (const { name, argv, input, env } of all) {
      const start = performance.now();
      const { status, stdout, stderr } = await lab.network.at('client').run(argv, {
        env: { ...lab.environment(), ...env },
        timeoutMs: 120_000,
        ...(input === undefined ? {} : { input }),
      });
      times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
      ends.set(name, status === 0 ? summary(stdout) : `${status ?? 'killed'}: ${lastLine(stderr || stdout)}`);
    }
  }
  return Object.fromEntries(
    all.map(({ name }) => [name, { ...row(times.get(name) ?? []), result: ends.get(name) ?? '' }]),
  );
}

/** How long it takes until the edges are known to the port, and until the whole run is over. */
async function findEdges(lab: Lab): Promise<Record<string, object>> {
  const known: number[] = [];
  const over: number[] = [];
  let open = '';
  for (let run = 0; run < SLOW_RUNS; run++) {
    const { run: probed } = await lab.probe({
      ...WINDOW,
      options: { timeoutMs: 10_000, samples: SAMPLES, expectedRange: { low: 40000, high: 40299 } },
    });
    const proof = probed.observations.filter(({ kind }) => kind === 'bare-dial').map(({ ms = 0 }) => ms);
    known.push(Math.max(...proof));
    over.push(probed.durationMs);
    open = `${JSON.stringify(probed.range?.open)}${probed.range?.exact === true ? ', exact' : ''}`;
  }
  return {
    'edges known': { ...row(known), result: open },
    'run over': { ...row(over), result: '' },
  };
}

function summary(stdout: string): string {
  if (!stdout.startsWith('{')) return `${stdout.trim().split('\n').length} lines`;
  const { findings, range } = JSON.parse(stdout) as { findings: { id: string }[]; range: unknown };
  return `${findings.map(({ id }) => id).join(' ') || 'healthy'}, range ${JSON.stringify(range)}`.slice(
    0,
    90,
  );
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 90);
}

function row(times: readonly number[]): Record<string, string> {
  const sorted = [...times].sort((a, b) => a - b);
  const ms = (value = 0): string => value.toFixed(0);
  return {
    'median ms': ms(sorted[Math.floor(sorted.length / 2)]),
    'min-max': `${ms(sorted[0])}-${ms(sorted.at(-1))}`,
  };
}

await main();
