import { isBuildChoice, type BuildId } from './builds.js';

/** Which build a tree or an image is for, by the name and version of its distribution. */
function buildOf(name: string, version: string, isNear = false): BuildId | undefined {
  const major = /^\d+/.exec(version)?.[0] ?? '';
  switch (name) {
    case 'debian':
    case 'minideb':
    case 'raspbian': {
      const release = DEBIAN[version] ?? major;
      // 8 to 11 have 3.0.2 and 3.0.3 with the same patches as 12.
      return isNear && /^(?:[89]|1[01])$/.test(release) ? 'debian-12' : known(`debian-${release}`);
    }
    case 'ubuntu': {
      const release = UBUNTU[version] ?? version;
      // As Debian of their time.
      return isNear && /^(?:1[468]|20)\.04$/.test(release) ? 'debian-12' : known(`ubuntu-${release}`);
    }
    case 'rhel':
    case 'centos':
    case 'rocky':
    case 'rockylinux':
    case 'almalinux':
    case 'ol':
    case 'oraclelinux':
      if (isNear && major === '7') return 'el8';
      return major === '8' || major === '9' ? `el${major}` : undefined;
    case 'fedora':
    case 'alpine':
      return name;
    default:
      return /^(?:opensuse|sles$)/.test(name) ? 'opensuse' : undefined;
  }
}

function known(build: string): BuildId | undefined {
  return isBuildChoice(build) && build !== 'any' ? build : undefined;
}

const DEBIAN: Readonly<Record<string, string>> = {
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  sid: 'sid',
  unstable: 'sid',
  testing: 'sid',
};

const UBUNTU: Readonly<Record<string, string>> = {
  trusty: '14.04',
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
};

/** The build of vsftpd that a system ships, by its etc/os-release; undefined where none is known. */
export function buildOfRelease(text: string): BuildId | undefined {
  const value = (name: string): string =>
    new RegExp(`^${name}=["']?([\\w.-]*)`, 'm').exec(text)?.[1]?.toLowerCase() ?? '';
  const [id, version] = [value('ID'), value('VERSION_ID') || value('VERSION_CODENAME')];
  // Debian gives its next release no version.
  return buildOf(id, id === 'debian' && version === '' ? 'sid' : version);
}

/** By the image that a Dockerfile of vsftpd ends with. */
function buildOfDockerfile(text: string, isNear: boolean): BuildId | undefined {
  if (!text.includes('vsftpd')) return undefined;
  const last = text
    .split('\n')
    .map((line) => /^\s*FROM\s+(?:--\S+\s+)?(\S+)/i.exec(line)?.[1])
    .findLast((image) => image !== undefined);
  const [image = '', tag = ''] = (last ?? '').toLowerCase().split(':');
  const ubi = /\/ubi(\d+)(?:\/|-|$)/.exec(image)?.[1];
  if (ubi !== undefined) return buildOf('rhel', ubi);
  const parts = image.split('/');
  const name = parts.find((part) => part === 'opensuse') ?? parts.at(-1) ?? '';
  return buildOf(name, tag.replace(/^stream/, '').split('-', 1)[0] ?? '', isNear);
}

/** By the platforms that a role of Ansible names, else by how it installs packages; undefined for several families. */
function buildOfRole(textOf: (folder: string) => string | undefined): BuildId | undefined {
  const platforms = textOf('meta')?.split(/^[ \t]*platforms:/m)[1];
  const [text, debian, redhat] =
    platforms === undefined
      ? [
          textOf('tasks') ?? '',
          /^[ \t]+(?:ansible\.builtin\.)?apt:/m,
          /^[ \t]+(?:ansible\.builtin\.)?(?:yum|dnf):/m,
        ]
      : [platforms, /^[ \t]*- *name: *['"]?(?:Debian|Ubuntu)\b/m, /^[ \t]*- *name: *['"]?(?:EL|Fedora)\b/m];
  if (debian.test(text) === redhat.test(text)) return undefined;
  return debian.test(text) ? 'debian-12' : 'el8';
}

/**
 * The build that the files around a config tell of: the release of the tree that it lies in, or of the machine for a
 * file under /etc, else the image of the Dockerfile beside or above it.
 * @param isNear a system whose vsftpd takes the same settings will do
 */
export function buildAtHand(
  config: string,
  textOf: (path: string) => string | undefined,
  isNear = false,
): BuildId | undefined {
  const tree = /^(.*)\/etc\/(?:vsftpd\/)?[^/]+$/.exec(config)?.[1];
  const release =
    tree === undefined
      ? undefined
      : (textOf(`${tree}/etc/os-release`) ?? textOf(`${tree}/usr/lib/os-release`));
  if (release !== undefined) return buildOfRelease(release);
  let folder = tree ?? config.slice(0, Math.max(0, config.lastIndexOf('/')));
  for (let level = 0; level < 3 && folder !== ''; level++) {
    const text = textOf(`${folder}/Dockerfile`);
    if (text !== undefined) return buildOfDockerfile(text, isNear);
    const role = isNear ? buildOfRole((name) => textOf(`${folder}/${name}/main.yml`)) : undefined;
    if (role !== undefined) return role;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  return undefined;
}
