import { isBuildChoice, type BuildChoice } from '../../core/config/builds.js';

const RED_HAT = new Set(['rhel', 'centos', 'rocky', 'almalinux', 'ol']);

/** The build of vsftpd that a system ships, by its /etc/os-release; undefined where we know none. */
export function buildOfSystem(osRelease: string): BuildChoice | undefined {
  const value = (name: string): string =>
    new RegExp(`^${name}=["']?([\\w.-]*)`, 'm').exec(osRelease)?.[1]?.toLowerCase() ?? '';
  const [id, version] = [value('ID'), value('VERSION_ID')];
  const [major = ''] = version.split('.');
  const names = [
    `${id}-${version}`,
    id === 'debian' && version === '' ? 'debian-sid' : '',
    RED_HAT.has(id) ? `el${major}` : '',
    id.startsWith('opensuse') ? 'opensuse' : id,
  ];
  return names.find((name) => name !== 'any' && isBuildChoice(name)) as BuildChoice | undefined;
}
