// Debian packages that start and tests use: installed where that is possible, named where it is not.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

const NO_START = '/usr/sbin/policy-rc.d';

export const isDebianRoot = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/**
 * Makes sure that Debian packages are installed; returns the ones that are still missing, after naming them in one
 * line. Installs only as root on Debian, and never starts a service that a package brings along.
 * @param {string[]} packages
 */
export function ensurePackages(packages) {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return [];
  if (!isDebianRoot()) {
    console.error(`Missing: ${missing.join(', ')}. On Debian: sudo apt-get install ${missing.join(' ')}`);
    return missing;
  }
  console.error(`Installing ${missing.join(', ')} ...`);
  const guard = !existsSync(NO_START);
  if (guard) writeFileSync(NO_START, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    if (!install(missing)) {
      apt(['update', '-qq']);
      install(missing);
    }
  } finally {
    if (guard) rmSync(NO_START, { force: true });
  }
  const left = missing.filter((name) => !isInstalled(name));
  if (left.length > 0) console.error(`apt-get could not install ${left.join(', ')}.`);
  return left;
}

function isInstalled(name) {
  const answer = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return answer.status === 0 && answer.stdout === 'installed';
}

function install(packages) {
  return apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]);
}

function apt(argumentList) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', argumentList, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
