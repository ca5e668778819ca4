/**
 * The real vsftpd binaries that the model is measured against: the machine's own where it is of that Debian release,
 * otherwise the release's package, unpacked with its libraries below .cache/daemons. Nothing of the system changes.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Build, type BuildId } from '../../core/config/index.js';
import { ownSuite, run, unpackPackages } from './debian-packages.js';

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

const INSTALLED = '/usr/sbin/vsftpd';

export function isMissing(daemon: Daemon | MissingDaemon): daemon is MissingDaemon {
  return 'missing' in daemon;
}

/** The daemon of a Debian release. Downloads it at most once; never throws. */
export function provideDaemon(id: BuildId): Daemon | MissingDaemon {
  const release = RELEASES.find((candidate) => candidate.id === id);
  if (!release) return { build: build(id), missing: `no package of ${id} is known` };
  try {
    const daemon = ownDaemon(release) ?? unpackedDaemon(release);
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

/** The release's package, unpacked. */
function unpackedDaemon({ id, suite }: Release): Daemon {
  const { root, version, command } = unpackPackages({ name: id, suite, packages: ['vsftpd'] });
  return {
    build: build(id),
    version,
    command: command('usr/sbin/vsftpd'),
    stockConfig: readFileSync(path.join(root, 'etc/vsftpd.conf')),
  };
}
