// npm test: everything, in one go. Installs the Debian packages it needs as root; elsewhere it names them.
import { spawnSync } from 'node:child_process';
import { ensurePackages } from './debian.mjs';

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
];

const STEPS = [
  ['types', 'npm', ['run', '-s', 'typecheck']],
  ['lint', 'npm', ['run', '-s', 'lint']],
  ['build', 'npm', ['run', '-s', 'build']],
  ['unit tests', 'npm', ['run', '-s', 'test:unit']],
  ['language server tests', 'npm', ['run', '-s', 'test:lsp']],
  ['tests against real daemons and clients', 'npm', ['run', '-s', 'test:oracle']],
  ['tests in a network lab', 'npm', ['run', '-s', 'test:lab']],
  ['tests in a real VS Code', 'npm', ['run', '-s', 'test:editor']],
];

ensurePackages(PACKAGES);
const failed = [];
for (const [name, command, args] of STEPS) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(
    `=== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`,
  );
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}.`);
  process.exit(1);
}
console.log('\nEverything passed.');
