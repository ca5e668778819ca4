import type { ConfigModel } from '../../../config/index.js';
import { type Rule, settingRange } from '../../support/index.js';

const USERS = [
  { name: 'guest_username', on: 'guest_enable', who: 'Virtual users' },
  { name: 'ftp_username', on: 'anonymous_enable', who: 'Anonymous users' },
] as const;

export const runsAsRoot: Rule = {
  code: 'runs-as-root',
  title: 'Virtual or anonymous users with the rights of root',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Virtual users work with the rights of `guest_username`, anonymous ones with those of `ftp_username`. As root they may change every file below their directory where writing is on, and with `virtual_use_local_privs=YES` or `anon_world_readable_only=NO` read every one, whatever its permissions say. Make an account without a shell that owns only the files of these users.',
  bad: 'local_enable=YES\nguest_enable=YES\nguest_username=root\n',
  good: 'local_enable=YES\nguest_enable=YES\nguest_username=virtual\n',
  checkModel(model, report) {
    for (const { name, on, who } of USERS) {
      const line = model.line(name);
      if (!line || model.text(name) !== 'root' || model.bool(on) === false) continue;
      report({
        ...settingRange(line),
        message: `${who} get the rights of root: ${effectOf(model, name)}. Use an account without other rights.`,
      });
    }
  },
};

/** With anonymous rights the daemon itself looks at the permissions of a file before it sends it. */
function effectOf(model: ConfigModel, name: string): string {
  const local = name === 'guest_username' && model.bool('virtual_use_local_privs') === true;
  if (local || model.bool('anon_world_readable_only') === false)
    return 'they may fetch every file below their directory, whatever its permissions';
  return 'what they store belongs to root, and only anon_world_readable_only=YES keeps them from files that not all users may read';
}
