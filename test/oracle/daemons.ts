/**
 * The real vsftpd binaries that the model is measured against: the machine's own where it is of that Debian release,
 * otherwise the release's package, unpacked with its libraries below .cache/daemons. Nothing of the system changes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { build, type Build, type BuildId } from '../../core/config/index.js';
import { readSources, sourcesOf, type AptSource } from './apt-sources.js';

export interface Daemon {
  readonly build: Build;
  /** Package version. */
  readonly version: string;
  /** What to put before the daemon's own arguments: its path, or the loader of its libc and its path. */
  readonly command: readonly [string, ...string[]];
  /** The package's vsftpd.conf as shipped; undefined where the machine's copy was edited. */
  readonly stockConfig: Buffer | undefined;
}

export interface MissingDaemon {
  readonly build: Build;
  /** One line. */
  readonly missing: string;
}

interface Release {
  readonly id: BuildId;
  /** Debian's name of the release, as apt's sources have it. */
  readonly suite: string;
  /** The package version whose behaviour the model describes: sid moves on. */
  readonly describes: RegExp;
  readonly optional: boolean;
}

const RELEASES: readonly Release[] = [
  { id: 'debian-12', suite: 'bookworm', describes: /^3\.0\.3-13/, optional: false },
  { id: 'debian-13', suite: 'trixie', describes: /^3\.0\.5-0\.2/, optional: false },
  { id: 'debian-sid', suite: 'sid', describes: /^3\.0\.5-1(?:\D|$)/, optional: true },
];

export const DAEMON_BUILDS: readonly BuildId[] = RELEASES.map((release) => release.id);

const CACHE = path.resolve('.cache/daemons');
const INSTALLED = '/usr/sbin/vsftpd';

export function isMissing(daemon: Daemon | MissingDaemon): daemon is MissingDaemon {
  return 'missing' in daemon;
}

/** The daemon of a Debian release. Downloads it at most once; never throws. */
export function provideDaemon(id: BuildId): Daemon | MissingDaemon {
  const release = RELEASES.find((candidate) => candidate.id === id);
  if (!release) return { build: build(id), missing: `no package of ${id} is known` };
  try {
    const daemon = cachedDaemon(release) ?? ownDaemon(release) ?? fetchDaemon(release);
    if (release.describes.test(daemon.version)) return daemon;
    return {
      build: daemon.build,
      missing: `its vsftpd is now ${daemon.version}, not the one described here`,
    };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { build: build(id), missing: text.split('\n')[0] ?? 'unknown reason' };
  }
}

/** Whether a build may be missing where everything else has to be there. */
export function isOptional(id: BuildId): boolean {
  return RELEASES.find((release) => release.id === id)?.optional ?? true;
}

function ownDaemon(release: Release): Daemon | undefined {
  if (!existsSync(INSTALLED) || ownSuite() !== release.suite) return undefined;
  const version = run('dpkg-query', ['-W', '-f', '${Version}', 'vsftpd']);
  const conffiles = run('dpkg-query', ['-W', '-f', '${Conffiles}', 'vsftpd']);
  return {
    build: build(release.id),
    version,
    command: [INSTALLED],
    stockConfig: unedited('/etc/vsftpd.conf', conffiles),
  };
}

/** A file's bytes where they are those of the package, whose checksums dpkg lists. */
function unedited(file: string, conffiles: string): Buffer | undefined {
  const sum = new RegExp(`^ ${file.replaceAll('.', '\\.')} ([0-9a-f]{32})`, 'm').exec(conffiles)?.[1];
  if (sum === undefined || !existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  return createHash('md5').update(bytes).digest('hex') === sum ? bytes : undefined;
}

function ownSuite(): string | undefined {
  return /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
}

function cachedDaemon(release: Release): Daemon | undefined {
  const folder = path.join(CACHE, release.id);
  const versionFile = path.join(folder, 'version');
  if (!existsSync(versionFile)) return undefined;
  return unpackedDaemon(release, folder, readFileSync(versionFile, 'utf8'));
}

function unpackedDaemon(release: Release, folder: string, version: string): Daemon {
  const root = path.join(folder, 'root');
  const libraries = ['lib', 'usr/lib'].flatMap((lib) => {
    const base = path.join(root, lib);
    const names = existsSync(base) ? readdirSync(base).filter((name) => name.endsWith('-linux-gnu')) : [];
    return names.map((name) => path.join(base, name));
  });
  const loader = libraries
    .flatMap((library) => readdirSync(library).map((name) => path.join(library, name)))
    .find((file) => /^ld-linux.*\.so/.test(path.basename(file)));
  if (!loader) throw new Error(`the packages of ${release.suite} have no loader`);
  return {
    build: build(release.id),
    version,
    command: [loader, '--library-path', libraries.join(':'), path.join(root, 'usr/sbin/vsftpd')],
    stockConfig: readFileSync(path.join(root, 'etc/vsftpd.conf')),
  };
}

/** Unpacks into a folder of its own and renames it at the end, so that no half of a download is ever used. */
function fetchDaemon(release: Release): Daemon {
  const own = ownSuite();
  const sources = own === undefined ? [] : sourcesOf(readSources(), own);
  if (sources.length === 0) throw new Error(`apt here has no Debian archive to fetch ${release.suite} from`);
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, `.${release.id}-`));
  try {
    const version = unpackPackages(folder, release.suite, sources);
    writeFileSync(path.join(folder, 'version'), version);
    // Whoever may read the checkout may use the daemon; a fresh temporary folder is its owner's alone.
    chmodSync(folder, 0o755);
    const final = path.join(CACHE, release.id);
    rmSync(final, { recursive: true, force: true });
    renameSync(folder, final);
    return unpackedDaemon(release, final, version);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function unpackPackages(folder: string, suite: string, sources: readonly AptSource[]): string {
  const apt = aptOptions(folder, suite, sources);
  try {
    run('apt-get', [...apt, 'update'], folder);
  } catch {
    // One of several sources may lack the suite; what counts is whether the package can be had.
  }
  try {
    run('apt-get', [...apt, 'download', ...libraryClosure(apt)], folder);
  } catch {
    throw new Error(`apt cannot download vsftpd of ${suite} (offline, or the archive does not carry it)`);
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  for (const file of files) {
    run('dpkg-deb', ['-x', file, 'root'], folder);
  }
  const vsftpd = files.find((name) => name.startsWith('vsftpd_'));
  if (vsftpd === undefined) throw new Error(`apt downloaded no vsftpd of ${suite}`);
  const version = run('dpkg-deb', ['-f', vsftpd, 'Version'], folder).trim();
  for (const name of [...files, 'lists', 'apt'])
    rmSync(path.join(folder, name), { recursive: true, force: true });
  return version;
}

/** An apt of its own: lists, cache and sources below the folder, no status of the system. */
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

/** vsftpd and the packages of the shared libraries that it needs, directly or not. */
function libraryClosure(apt: readonly string[]): string[] {
  const wanted = new Set(['vsftpd']);
  for (const name of wanted) {
    const output = run('apt-cache', [...apt, 'depends', '--important', name]);
    for (const match of output.matchAll(/^ *(?:Pre)?Depends: (lib[a-z0-9.+-]+|zlib1g)$/gm)) {
      const library = match[1] ?? '';
      if (!/^lib(?:pam-modules|debconf)/.test(library)) wanted.add(library);
    }
  }
  return [...wanted];
}

function run(command: string, args: readonly string[], cwd?: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  });
}
