/** Debian packages of one release, unpacked with their libraries below .cache/daemons. Nothing of the system changes. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { readSources, sourcesOf, type AptSource } from './apt-sources.js';

export interface Wanted {
  /** Of the folder below .cache/daemons. */
  readonly name: string;
  /** Debian's name of the release, as apt's sources have it. */
  readonly suite: string;
  /** The first is the one whose version counts. */
  readonly packages: readonly [string, ...string[]];
}

export interface Unpacked {
  /** What stands for / in the packages. */
  readonly root: string;
  /** Version of the first package. */
  readonly version: string;
  /** How to run one of its programs with its own libc, whatever libc the machine has. */
  readonly command: (program: string) => readonly [string, ...string[]];
}

const CACHE = path.resolve('.cache/daemons');

/** Debian's name of this machine's release. */
export function ownSuite(): string | undefined {
  return /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
}

/** Downloads the packages at most once. @throws where they cannot be had; the first line of the message says why */
export function unpackPackages(wanted: Wanted): Unpacked {
  return cached(wanted) ?? fetchPackages(wanted);
}

function cached(wanted: Wanted): Unpacked | undefined {
  const folder = path.join(CACHE, wanted.name);
  const versionFile = path.join(folder, 'version');
  if (!existsSync(versionFile)) return undefined;
  return unpacked(wanted, folder, readFileSync(versionFile, 'utf8'));
}

function unpacked({ suite }: Wanted, folder: string, version: string): Unpacked {
  const root = path.join(folder, 'root');
  const libraries = ['lib', 'usr/lib'].flatMap((lib) => {
    const base = path.join(root, lib);
    const names = existsSync(base) ? readdirSync(base).filter((name) => name.endsWith('-linux-gnu')) : [];
    return names.map((name) => path.join(base, name));
  });
  const loader = libraries
    .flatMap((library) => readdirSync(library).map((name) => path.join(library, name)))
    .find((file) => /^ld-linux.*\.so/.test(path.basename(file)));
  if (!loader) throw new Error(`the packages of ${suite} have no loader`);
  const command = (program: string): [string, ...string[]] => [
    loader,
    '--library-path',
    libraries.join(':'),
    path.join(root, program),
  ];
  return { root, version, command };
}

/** Unpacks into a new folder and renames it at the end, so that half a download is never used. */
function fetchPackages(wanted: Wanted): Unpacked {
  const own = ownSuite();
  const sources = own === undefined ? [] : sourcesOf(readSources(), own);
  if (sources.length === 0) throw new Error(`apt here has no Debian archive to fetch ${wanted.suite} from`);
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, `.${wanted.name}-`));
  try {
    const version = download(folder, wanted, sources);
    writeFileSync(path.join(folder, 'version'), version);
    // Other users may run the daemon too; a new temporary folder is readable by its owner only.
    chmodSync(folder, 0o755);
    const final = path.join(CACHE, wanted.name);
    rmSync(final, { recursive: true, force: true });
    renameSync(folder, final);
    return unpacked(wanted, final, version);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function download(folder: string, { suite, packages }: Wanted, sources: readonly AptSource[]): string {
  const apt = aptOptions(folder, suite, sources);
  try {
    run('apt-get', [...apt, 'update'], folder);
  } catch {
    // One of several sources may lack the suite; what counts is whether the package can be had.
  }
  try {
    run('apt-get', [...apt, 'download', ...libraryClosure(apt, packages)], folder);
  } catch {
    throw new Error(
      `apt cannot download ${packages[0]} of ${suite} (offline, or the archive does not carry it)`,
    );
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  for (const file of files) {
    run('dpkg-deb', ['-x', file, 'root'], folder);
  }
  const first = files.find((name) => name.startsWith(`${packages[0]}_`));
  if (first === undefined) throw new Error(`apt downloaded no ${packages[0]} of ${suite}`);
  const version = run('dpkg-deb', ['-f', first, 'Version'], folder).trim();
  for (const name of [...files, 'lists', 'apt'])
    rmSync(path.join(folder, name), { recursive: true, force: true });
  return version;
}

/** A separate apt: lists, cache and sources below the folder, without the system's status. */
function aptOptions(folder: string, suite: string, sources: readonly AptSource[]): string[] {
  for (const name of ['lists/partial', 'apt/sources', 'apt/cache/archives/partial']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  sources.forEach((source, i) => {
    const file = path.join(folder, 'apt/sources', `${suite}-${i}.${source.format}`);
    writeFileSync(file, source.withSuite(suite));
  });
  return [
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${folder}/apt/sources`,
    `Dir::State::Lists=${folder}/lists`,
    'Dir::State::status=/dev/null',
    `Dir::Cache=${folder}/apt/cache`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ].flatMap((option) => ['-o', option]);
}

/** The packages, and those of the shared libraries that they need, directly or not. */
function libraryClosure(apt: readonly string[], packages: readonly string[]): string[] {
  const wanted = new Set(packages);
  for (const name of wanted) {
    const output = run('apt-cache', [...apt, 'depends', '--important', name]);
    for (const match of output.matchAll(/^ *(?:Pre)?Depends: (lib[a-z0-9.+-]+|zlib1g)$/gm)) {
      const library = match[1] ?? '';
      if (!/^lib(?:pam-modules|pam-runtime|debconf)/.test(library)) wanted.add(library);
    }
  }
  return [...wanted];
}

/** Runs a tool of the system to its end; its standard output. @throws where it fails, or takes five minutes */
export function run(command: string, args: readonly string[], cwd?: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  });
}
