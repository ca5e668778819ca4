// npm test: everything, in one go; npm run test:long: the same with every case of each kind.
// Installs the Debian packages it needs as root; elsewhere it names them.
import { spawn } from 'node:child_process';
import { closeSync, createReadStream, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages } from './debian.mjs';
import { root } from './tool-folder.mjs';

/** Real daemons, clients, editors and their tools. */
const PACKAGES = [
  'vsftpd',
  'chromium',
  'neovim',
  'openssl',
  'curl',
  'lftp',
  'wget',
  'tnftp',
  'tshark',
  'python3',
  'python3-pyftpdlib',
  'python3-openssl',
  'iptables',
  'ipset',
  'nftables',
  'iproute2',
  'ufw',
  'firewalld',
  'docker-compose',
  'ethtool',
  'conntrack',
  'tayga',
  'filezilla-common',
];

const step = (name, script) => ({ name, args: ['run', '-s', script] });

/** What the rest needs, one after the other. */
const FIRST = [step('types', 'typecheck'), step('build', 'build')];
/** The lab mostly waits for silence, so it runs beside what computes; both lanes take about as long. */
const LANES = [
  [
    step('tests against real daemons and clients', 'test:oracle'),
    step('language server tests', 'test:lsp'),
    step('damaged and hostile input', 'test:fuzz'),
  ],
  [step('tests in a network lab', 'test:lab'), step('unit tests', 'test:unit'), step('lint', 'lint')],
];
/** A window that has to draw, and a clock, want the processors to themselves. */
const LAST = [
  step('tests in a real VS Code', 'test:editor'),
  step('what has become slower out of proportion', 'bench:guard'),
];

const LINES_OF_FAILURES = 60;

const isLong = process.argv.includes('--long');
const env = isLong ? { ...process.env, LONG: '1' } : process.env;
const logs = path.join(root, '.cache', 'test');
const results = [];

/** Runs a step, its output kept in a file so that two lanes do not mix, and prints it when it ends. */
async function run({ name, args }) {
  const started = Date.now();
  const file = path.join(logs, `${args.at(-1).replace(/\W/g, '-')}.log`);
  const out = openSync(file, 'w');
  const code = await new Promise((resolve) => {
    const child = spawn('npm', args, { env, stdio: ['inherit', out, out], cwd: root });
    child.once('error', () => resolve(1)).once('exit', (status) => resolve(status ?? 1));
  });
  closeSync(out);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`\n=== ${name}`);
  await printed(file);
  console.log(`=== ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  results.push({ name, file, seconds, passed: code === 0 });
}

/** What node:test repeats of its failures after its counts, or else the last lines. */
function failuresIn(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const from = lines.findIndex((line) => line.includes('failing tests:'));
  const told = from < 0 ? lines.slice(-LINES_OF_FAILURES) : lines.slice(from, from + LINES_OF_FAILURES);
  return told.map((line) => line.slice(0, 400)).join('\n');
}

function printed(file) {
  return new Promise((resolve, reject) => {
    const stream = createReadStream(file);
    stream.once('error', reject).once('end', resolve);
    stream.pipe(process.stdout, { end: false });
  });
}

async function inOrder(steps) {
  for (const one of steps) await run(one);
}

mkdirSync(logs, { recursive: true });
ensurePackages(PACKAGES);
const started = Date.now();
await inOrder(FIRST);
await Promise.all(LANES.map(inOrder));
await inOrder(LAST);
const whole = Math.round((Date.now() - started) / 1000);
const summary = [
  ...results.map(({ name, seconds, passed }) => `${passed ? 'passed' : 'FAILED'} ${seconds} s  ${name}`),
  `${whole} s in all`,
];
console.log(`\n${summary.join('\n')}`);
if (isLong)
  writeFileSync(path.join(logs, 'long.txt'), `${new Date().toISOString()}\n${summary.join('\n')}\n`);
const failed = results.filter(({ passed }) => !passed);
if (failed.length > 0) {
  // Once more at the end, where a log that is cut keeps it.
  for (const { name, file } of failed) console.error(`\n=== ${name}\n${failuresIn(file)}`);
  console.error('\nSomething failed.');
  process.exit(1);
}
console.log('\nEverything passed.');
