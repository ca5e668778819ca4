import { BUILDS, type Build, type BuildId } from './builds.js';
import { isConfigName, isOfOthers, isUserFolder } from './config-name.js';
import type { ConfigDocument, FileKind } from './document.js';
import { knows, settingNamed } from './settings.js';

/**
 * Whether a file is read at login, over the main one: it lies in a folder that a main file names as user_config_dir
 * (from the root of the tree that it lies in), or in one with a usual name for that. Paths have forward slashes.
 */
export function fileKindOf(path: string, userConfigDirs: readonly string[] = []): FileKind {
  // A main file may name its own folder.
  if (isConfigName(path) || isOfOthers(path)) return 'main';
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (userConfigDirs.some((dir) => isFolder(folder, dir.replace(/(?<!\/)\/+$/, '')))) return 'per-user';
  return isUserFolder(folder) ? 'per-user' : 'main';
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
  return signsOf(document, path).builds;
}

/**
 * The one build that a file is for by its own lines: where they leave one, or those of RHEL, which read a file alike,
 * and nothing speaks against it.
 */
export function buildOfLines(document: ConfigDocument, path = ''): BuildId | undefined {
  const { builds, agree } = signsOf(document, path);
  const isSure = builds.length === 1 || builds.every((build) => build.family === 'redhat');
  return agree && isSure ? (builds.find(({ id }) => id === 'el9') ?? builds[0])?.id : undefined;
}

interface Signs {
  readonly builds: readonly Build[];
  /** No sign rules out all builds that the others leave. */
  readonly agree: boolean;
}

function signsOf(document: ConfigDocument, path: string): Signs {
  let builds = BUILDS;
  let agree = true;
  const narrow = (keep: (build: Build) => boolean): void => {
    const left = builds.filter(keep);
    if (left.length > 0) builds = left;
    else agree = false;
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
  return { builds: builds.length === BUILDS.length ? [] : builds, agree };
}
