import { BUILDS, type Build } from './builds.js';
import { isConfigName, isOfOthers } from './config-name.js';
import type { ConfigDocument, FileKind } from './document.js';
import { knows, settingNamed } from './settings.js';

/** Names that people give to the folder of per-user files: user_conf, vuser_conf, vconf, virtual_users, users.d, ... */
const USER_FOLDER =
  /^(?:vsftpd[-_.]?)?(?:(?:v|virt|virtual|per|ftp|local|guest)?[-_.]?users?(?:[-_.]?(?:conf(?:ig)?s?|settings|dir|d))*|(?:v|virt|virtual)[-_.]?(?:conf(?:ig)?s?|hosts?)(?:[-_.]?(?:dir|d))*|virtual)$/i;

/**
 * Whether a file is read at login, over the main one: it lies in a folder that a main file names as user_config_dir
 * (from the root of the tree that it lies in), or in one with a usual name for that. Paths have forward slashes.
 */
export function fileKindOf(path: string, userConfigDirs: readonly string[] = []): FileKind {
  // A main file may name its own folder.
  if (isConfigName(path)) return 'main';
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (userConfigDirs.some((dir) => isFolder(folder, dir.replace(/(?<!\/)\/+$/, '')))) return 'per-user';
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return /vsftpd/i.test(folder) && USER_FOLDER.test(name) ? 'per-user' : 'main';
}

const CONFIG_FOLDER = /\/vsftpd(?:\.conf\.d|\.d)?\/(?=[^/]+\.conf(?:[-.~]|$))[^/]*$/i;

/** Whether a path alone tells that the file is a vsftpd.conf or a per-user file. */
export function isConfigPath(path: string): boolean {
  return (
    isConfigName(path) || (CONFIG_FOLDER.test(path) && !isOfOthers(path)) || fileKindOf(path) === 'per-user'
  );
}

/** The folder itself, or the same path below the root of a checked-out tree. */
function isFolder(folder: string, named: string): boolean {
  return named !== '' && (folder === named || (named.startsWith('/') && folder.endsWith(named)));
}

/** Values and paths that only one family ships. */
const MARKS: readonly { readonly pattern: RegExp; readonly family: Build['family'] }[] = [
  { pattern: /ssl-cert-snakeoil/, family: 'debian' },
  { pattern: /=\/(?:var\/)?run\/vsftpd\/empty/, family: 'debian' },
  { pattern: /=PROFILE=SYSTEM/, family: 'redhat' },
  { pattern: /=\/etc\/vsftpd\/(?:user_list|chroot_list|banned_emails)\b/, family: 'redhat' },
];

/**
 * The builds that a file seems to be written for, best first; empty where nothing tells, or where nothing is ruled out.
 * Setting names prove it; the folder and a few shipped values suggest it.
 */
export function revealedBuilds(document: ConfigDocument, path = ''): readonly Build[] {
  let builds = BUILDS;
  const narrow = (keep: (build: Build) => boolean): void => {
    const left = builds.filter(keep);
    if (left.length > 0) builds = left;
  };
  for (const [name, lines] of document.byName) {
    const setting = settingNamed(name);
    // A template may ask for the distribution before it writes the line.
    if (lines.every((line) => line.conditional)) continue;
    if (setting?.builds) narrow((build) => knows(build.id, setting));
  }
  const active = document.settings
    .filter((line) => !line.conditional)
    .map((line) => `${line.name}=${line.value}`)
    .join('\n');
  for (const { pattern, family } of MARKS) {
    if (pattern.test(active)) narrow((build) => build.family === family);
  }
  if (/(?:^|\/)etc\/vsftpd\/[^/]+$/.test(path))
    narrow((build) => build.family === 'redhat' || build.id === 'alpine');
  return builds.length === BUILDS.length ? [] : builds;
}
