import type { BuildId } from './builds.js';

export type SettingType = 'bool' | 'number' | 'octal' | 'string';

/** What a number counts or a text names: decides hovers, links, completions and checks. */
export type SettingUnit =
  | 'seconds'
  | 'bytes'
  | 'bytes-per-second'
  | 'port'
  | 'count'
  | 'umask'
  | 'mode'
  | 'file'
  | 'directory'
  | 'user'
  | 'ipv4'
  | 'ipv6'
  | 'host'
  | 'ciphers'
  | 'commands'
  | 'pattern'
  | 'text';

export type SettingGroup =
  | 'access'
  | 'active'
  | 'anonymous'
  | 'bandwidth'
  | 'chroot'
  | 'daemon'
  | 'limits'
  | 'local'
  | 'logging'
  | 'messages'
  | 'passive'
  | 'per-user'
  | 'process'
  | 'protocol'
  | 'read'
  | 'sandbox'
  | 'timeouts'
  | 'tls'
  | 'virtual-users'
  | 'write';

/** One setting of vsftpd. Defaults are written as in a config file; null means unset. */
export interface Setting {
  readonly name: string;
  readonly type: SettingType;
  readonly unit?: SettingUnit;
  readonly group: SettingGroup;
  readonly default: string | null;
  /** Where a build was compiled with another default. */
  readonly defaults?: Readonly<Partial<Record<BuildId, string | null>>>;
  /** The builds that know the name; absent: all of them. An empty list: none of the builds in the table. */
  readonly builds?: readonly BuildId[];
  /** First upstream version, or the patch set that adds it. */
  readonly since: string;
  /**
   * When the setting has any effect: one of the alternatives, all of its terms. A term is a setting that is YES (or, for
   * a text, set); `!` negates it. Holds for one file: where user_config_dir is set, a per-user file may turn a term round.
   */
  readonly needs?: readonly (readonly string[])[];
  /** `false`: without effect in a per-user file (user_config_dir). */
  readonly perUser?: false;
  /** What it does, for hovers, completion and the settings page. Markdown, a few plain sentences. */
  readonly doc: string;
  /** What surprises people, measured on the daemon. Markdown. */
  readonly trap?: string;
}

/** As the file of a group in `settings/` lists it. */
export type GroupedSetting = Omit<Setting, 'group'>;
