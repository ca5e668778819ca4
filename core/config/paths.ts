import { BUILDS, type Build } from './builds.js';
import { isConfigName } from './config-name.js';
import type { ConfigDocument, FileKind } from './document.js';
import { knows, settingNamed } from './settings.js';

const USER_FOLDER =
  /\/(?:vsftpd[-_.])?(?:user|users|user[-_.]?conf(?:ig)?|users[-_.]?conf(?:ig)?)(?:[-_.](?:conf(?:ig)?|dir|d))*\/[^/]+$/i;

/**
 * Whether a file is read at login, over the main one: it lies in a folder that a main file names as user_config_dir,
 * or in one with a usual name for that. Paths have forward slashes.
 */
export function fileKindOf(path: string, userConfigDirs: readonly string[] = []): FileKind {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (userConfigDirs.some((dir) => folder === dir.replace(/(?<!\/)\/+$/, ''))) return 'per-user';
  return /vsftpd/i.test(folder) && USER_FOLDER.test(path) && !isConfigName(path) ? 'per-user' : 'main';
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
  for (const name of document.byName.keys()) {
    const setting = settingNamed(name);
    if (setting?.builds) narrow((build) => knows(build.id, setting));
  }
  const active = document.settings.map((line) => `${line.name}=${line.value}`).join('\n');
  for (const { pattern, family } of MARKS) {
    if (pattern.test(active)) narrow((build) => build.family === family);
  }
  if (/(?:^|\/)etc\/vsftpd\/[^/]+$/.test(path))
    narrow((build) => build.family === 'redhat' || build.id === 'alpine');
  return builds.length === BUILDS.length ? [] : builds;
}
