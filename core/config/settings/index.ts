import { access } from './access.js';
import { active } from './active.js';
import { anonymous } from './anonymous.js';
import { bandwidth } from './bandwidth.js';
import { chroot } from './chroot.js';
import { daemon } from './daemon.js';
import { limits } from './limits.js';
import { local } from './local.js';
import { logging } from './logging.js';
import { messages } from './messages.js';
import { passive } from './passive.js';
import { perUser } from './per-user.js';
import { process } from './process.js';
import { protocol } from './protocol.js';
import { read } from './read.js';
import { sandbox } from './sandbox.js';
import { timeouts } from './timeouts.js';
import { tls } from './tls.js';
import { virtualUsers } from './virtual-users.js';
import { write } from './write.js';
import type { GroupedSetting, Setting, SettingGroup } from '../setting.js';

const GROUPS: Readonly<Record<SettingGroup, readonly GroupedSetting[]>> = {
  access,
  active,
  anonymous,
  bandwidth,
  chroot,
  daemon,
  limits,
  local,
  logging,
  messages,
  passive,
  'per-user': perUser,
  process,
  protocol,
  read,
  sandbox,
  timeouts,
  tls,
  'virtual-users': virtualUsers,
  write,
};

/** Every setting that any known build has or had, by name. */
export const SETTINGS: readonly Setting[] = Object.entries(GROUPS)
  .flatMap(([group, settings]) => settings.map((one) => ({ ...one, group: group as SettingGroup })))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
