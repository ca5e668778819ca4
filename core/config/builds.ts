/**
 * The builds of vsftpd that users meet, and how each differs from upstream where a config file can tell.
 * Everything here was measured on the binary or read in the build's patch set.
 */
export const BUILD_IDS = [
  'upstream-3.0.3',
  'upstream-3.0.5',
  'debian-12',
  'debian-13',
  'debian-sid',
  'el8',
  'el9',
  'fedora',
  'opensuse',
  'alpine',
  'ubuntu-22.04',
  'ubuntu-24.04',
] as const;

export type BuildId = (typeof BUILD_IDS)[number];

/** `any` stands for all builds at once: the editor's default until the user picks one. */
export type BuildChoice = BuildId | 'any';

export interface Build {
  readonly id: BuildId;
  /** As a person would say it. */
  readonly label: string;
  readonly version: '3.0.3' | '3.0.5';
  readonly family: 'upstream' | 'debian' | 'redhat' | 'suse';
  /** What is trimmed: nothing; string values; or every name and value. */
  readonly trim: 'nothing' | 'strings' | 'everything';
  /** A string value of white space only ends the process with SIGSEGV. */
  readonly blankStringCrashes: boolean;
  /** How pasv_address is read: inet_aton takes short, octal and trailing forms, inet_pton none of them. */
  readonly pasvAddressParser: 'inet_aton' | 'inet_pton';
  /** pasv_addr_resolve=YES puts 16,0,0,0 into every 227, whatever the name resolves to. */
  readonly resolveAdvertisesGarbage: boolean;
  /** An IPv6 listener answers IPv4 clients with 0,0,0,0 once pasv_address is set. */
  readonly ipv6ListenerZeroesPasvAddress: boolean;
  readonly tcpWrappers: boolean;
  /** Names of the TLS 1.1 to 1.3 switches; 3.0.3 of upstream and Debian has none. */
  readonly tlsNames: 'none' | 'ssl_tlsv11' | 'ssl_tlsv1_1';
  /** OpenSSL knows PROFILE=SYSTEM. */
  readonly cipherProfiles: boolean;
  /** seccomp_sandbox=YES kills: LIST and TLS, TLS only; or patches to the filter make that doubtful. */
  readonly seccompKills: 'list-and-tls' | 'tls' | 'doubtful';
  /** Where the daemon looks when no file is named. */
  readonly configPath: string;
}

const upstream = {
  family: 'upstream',
  trim: 'nothing',
  blankStringCrashes: false,
  pasvAddressParser: 'inet_aton',
  resolveAdvertisesGarbage: false,
  ipv6ListenerZeroesPasvAddress: true,
  tcpWrappers: false,
  cipherProfiles: false,
  configPath: '/etc/vsftpd.conf',
} as const;

const debian = {
  ...upstream,
  family: 'debian',
  trim: 'strings',
  blankStringCrashes: true,
  tcpWrappers: true,
} as const;

const redhat = {
  ...upstream,
  family: 'redhat',
  trim: 'strings',
  cipherProfiles: true,
  tlsNames: 'ssl_tlsv1_1',
  configPath: '/etc/vsftpd/vsftpd.conf',
} as const;

const newRedhat = {
  ...redhat,
  version: '3.0.5',
  seccompKills: 'tls',
  pasvAddressParser: 'inet_pton',
  resolveAdvertisesGarbage: true,
} as const;

const old = { version: '3.0.3', seccompKills: 'list-and-tls' } as const;
const current = { version: '3.0.5', seccompKills: 'tls', tlsNames: 'ssl_tlsv11' } as const;

export const BUILDS: readonly Build[] = [
  { id: 'upstream-3.0.3', label: 'upstream 3.0.3', ...upstream, ...old, tlsNames: 'none' },
  { id: 'upstream-3.0.5', label: 'upstream 3.0.5', ...upstream, ...current },
  { id: 'debian-12', label: 'Debian 12', ...debian, ...old, tlsNames: 'none' },
  { id: 'debian-13', label: 'Debian 13', ...debian, ...current },
  {
    id: 'debian-sid',
    label: 'Debian sid',
    ...debian,
    ...current,
    trim: 'everything',
    blankStringCrashes: false,
    ipv6ListenerZeroesPasvAddress: false,
  },
  { id: 'el8', label: 'RHEL 8', ...redhat, ...old },
  { id: 'el9', label: 'RHEL 9', ...newRedhat },
  { id: 'fedora', label: 'Fedora', ...newRedhat },
  {
    id: 'opensuse',
    label: 'openSUSE',
    ...upstream,
    ...current,
    family: 'suse',
    tlsNames: 'ssl_tlsv1_1',
    cipherProfiles: true,
    seccompKills: 'doubtful',
  },
  { id: 'alpine', label: 'Alpine', ...upstream, ...current, configPath: '/etc/vsftpd/vsftpd.conf' },
  { id: 'ubuntu-22.04', label: 'Ubuntu 22.04', ...debian, ...current },
  { id: 'ubuntu-24.04', label: 'Ubuntu 24.04', ...debian, ...current },
];

const byId = new Map(BUILDS.map((build) => [build.id, build]));

/** The build of that id. Throws on an id that is not in BUILD_IDS. */
export function build(id: BuildId): Build {
  const found = byId.get(id);
  if (!found) throw new RangeError(`No build of vsftpd is called "${id}".`);
  return found;
}

/** The builds that a choice stands for: one, or all of them. */
export function buildsOf(choice: BuildChoice): readonly Build[] {
  return choice === 'any' ? BUILDS : [build(choice)];
}

export function isBuildChoice(text: string): text is BuildChoice {
  return text === 'any' || byId.has(text as BuildId);
}

/** "Debian 12, RHEL 9 and Fedora": the labels of some builds, for a message. */
export function namesOf(builds: readonly Build[]): string {
  const labels = builds.map((b) => b.label);
  const last = labels.pop() ?? '';
  return labels.length === 0 ? last : `${labels.join(', ')} and ${last}`;
}

/** What a judgement asked for: builds that answer alike get the same one, and so does a file that reads alike there. */
export interface Asked {
  readonly traits: Map<string, (build: Build) => unknown>;
  /** Settings. */
  names: Set<string>;
  /** All settings of the file. */
  all: boolean;
  /** The file as a whole, comments and all. */
  file: boolean;
}

/** A build that notes which of its traits are asked for. */
export function watched(build: Build, { traits }: Asked): Build {
  return new Proxy(build, {
    get(target, name) {
      const trait = (of: Build): unknown => Reflect.get(of, name);
      traits.set(String(name), trait);
      return trait(target);
    },
  });
}
