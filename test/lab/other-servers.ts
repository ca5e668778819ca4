/** FTP servers of another make: Debian's packages, which cannot be installed beside vsftpd, unpacked below .cache. */
import { unpackPackages, type Unpacked, type Wanted } from '../oracle/debian-packages.js';

export type OtherServer = 'proftpd' | 'pure-ftpd';

interface Make extends Wanted {
  readonly program: string;
}

const SUITE = 'bookworm';

const MAKES: Readonly<Record<OtherServer, Make>> = {
  proftpd: {
    name: 'proftpd',
    suite: SUITE,
    packages: ['proftpd-core', 'proftpd-mod-crypto'],
    program: 'usr/sbin/proftpd',
  },
  'pure-ftpd': {
    name: 'pure-ftpd',
    suite: SUITE,
    packages: ['pure-ftpd', 'pure-ftpd-common'],
    program: 'usr/sbin/pure-ftpd',
  },
};

/** A text: it cannot be had, and why. */
const known = new Map<OtherServer, Unpacked | string>();

function provide(server: OtherServer): Unpacked | string {
  let found = known.get(server);
  if (found === undefined) known.set(server, (found = fetch(server)));
  return found;
}

function fetch(server: OtherServer): Unpacked | string {
  try {
    return unpackPackages(MAKES[server]);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return `no ${server} here: ${text.split('\n')[0] ?? ''}`;
  }
}

/** Why that server cannot be had, in one line; undefined where it can. Downloads it at most once. */
export function whyMissing(server: OtherServer): string | undefined {
  const found = provide(server);
  return typeof found === 'string' ? found : undefined;
}

/** What stands for / in its packages. @throws where it cannot be had */
export function rootOf(server: OtherServer): string {
  return unpackedOf(server).root;
}

function unpackedOf(server: OtherServer): Unpacked {
  const found = provide(server);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

/**
 * Its command line and what its configuration has to know: LAB_SERVER is where its package is unpacked.
 *
 * @param words arguments as a shell reads them: `$LAB_...` stand for the environment of the lab
 * @throws where it cannot be had
 */
export function startLine(
  server: OtherServer,
  words: readonly string[],
): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const found = unpackedOf(server);
  const command = found.command(MAKES[server].program);
  return {
    argv: ['sh', '-c', `exec "$0" "$@" ${words.join(' ')}`, ...command],
    env: { LAB_SERVER: found.root },
  };
}
