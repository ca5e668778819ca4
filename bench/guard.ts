// Fails where something has become slower out of proportion: it compares ratios of one run, never times.
// `npm test` runs it last, on a machine at rest; a ratio has three attempts, and counts the quickest of several rounds.
import { readConfig, sourceFromText } from '../core/config/index.js';
import { readFirewallFile } from '../core/firewall/formats/index.js';
import { checkConfig } from '../core/rules/index.js';
import { readTranscript } from '../core/transcript/index.js';
import { vsftpdSample } from './lsp/samples.js';

interface Guard {
  readonly what: string;
  /** Milliseconds of what is guarded, divided by those of what it is held against. */
  readonly ratio: () => number;
  /** Linear work on eight times as much stays near 8, and quadratic work comes near 64. */
  readonly most: number;
}

const ATTEMPTS = 3;

const GUARDS: readonly Guard[] = [
  {
    what: 'checking for all builds, by checking for one',
    ratio: () => shareOf(checking(200, 'any'), checking(200, 'debian-12')),
    most: 3.5,
  },
  {
    what: 'checking a config, by reading it',
    ratio: () =>
      shareOf(checking(4000, 'debian-12'), () => void readConfig(sourceFromText(vsftpdSample(4000)))),
    most: 12,
  },
  eightfold('a config', (n) => checking(500 * n, 'any')),
  eightfold('a transcript', (n) => {
    const text = dialogue(500 * n);
    return () => void readTranscript(text);
  }),
  eightfold('rules of iptables', (n) => reading('rules.v4', iptables(500 * n))),
  eightfold('rules of nftables', (n) => reading('nftables.conf', nftables(500 * n))),
  eightfold('a Compose file', (n) => reading('compose.yaml', compose(100 * n))),
];

function eightfold(what: string, work: (times: number) => () => void): Guard {
  return { what: `${what} eight times as long`, ratio: () => shareOf(work(8), work(1)), most: 24 };
}

function checking(lines: number, build: 'any' | 'debian-12'): () => void {
  const text = vsftpdSample(lines);
  return () => void checkConfig(readConfig(sourceFromText(text)), { build });
}

function reading(path: string, text: string): () => void {
  return () => void readFirewallFile(path, text);
}

function dialogue(rounds: number): string {
  const said =
    'ftp> ls\n---> PASV\n227 Entering Passive Mode (198,51,100,20,156,64).\n---> LIST\n150 Here.\n226 Done.\n';
  return `220 (vsFTPd 3.0.5)\n---> USER anna\n331 Password.\n---> PASS ***\n230 In.\n${said.repeat(rounds)}`;
}

function iptables(rules: number): string {
  const all = Array.from({ length: rules }, (_, i) => `-A INPUT -p tcp --dport ${1000 + i} -j ACCEPT`);
  return `*filter\n:INPUT DROP [0:0]\n${all.join('\n')}\nCOMMIT\n`;
}

function nftables(rules: number): string {
  const all = Array.from({ length: rules }, (_, i) => `tcp dport ${1000 + i} accept`);
  return `table inet filter {\nchain input {\ntype filter hook input priority 0; policy drop;\n${all.join('\n')}\n}\n}\n`;
}

function compose(services: number): string {
  const all = Array.from(
    { length: services },
    (_, i) => `  s${i}:\n    image: ftp\n    ports:\n      - "${1000 + i}:21"\n`,
  );
  return `services:\n${all.join('')}`;
}

function shareOf(work: () => void, other: () => void): number {
  const [one, two] = [quickest(work), quickest(other)];
  return one / two;
}

/** Milliseconds of the quickest round: others may have had to wait. */
function quickest(work: () => void): number {
  let best = Infinity;
  for (let round = 0; round < 15; round++) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

let failed = false;
for (const { what, ratio, most } of GUARDS) {
  let found = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && found > most; attempt++) found = Math.min(found, ratio());
  const isFine = found <= most;
  failed ||= !isFine;
  console.log(`${isFine ? 'ok  ' : 'SLOW'} ${what}: ${found.toFixed(2)}, at most ${most}`);
}
process.exit(failed ? 1 : 0);
