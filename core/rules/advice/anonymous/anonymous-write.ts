import { listed, relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';
import type { ConfigModel } from '../../../config/index.js';

const RIGHTS = {
  anon_upload_enable: 'store files',
  anon_mkdir_write_enable: 'create directories',
  anon_other_write_enable: 'delete, rename and overwrite files',
} as const;

export const anonymousWrite: Rule = {
  code: 'anonymous-write',
  title: 'Everyone may write here',
  stage: 'advice',
  severity: 'warning',
  why: 'With anonymous logins, `write_enable` and one of these switches everyone on the network may write, as far as the directories allow it. Open servers are found within hours and used to pass files around. The default umask (077) and `anon_world_readable_only=YES` at least prevent others from fetching what was stored.',
  bad: 'anonymous_enable=YES\nwrite_enable=YES\nanon_upload_enable=YES\n',
  good: 'anonymous_enable=YES\nwrite_enable=YES\nanon_upload_enable=NO\n',
  checkModel(model, report) {
    if (model.bool('anonymous_enable') !== true || model.bool('write_enable') !== true) return;
    const given = Object.entries(RIGHTS).filter(([name]) => model.line(name) && model.bool(name) === true);
    const [first] = given;
    const line = first && model.line(first[0]);
    if (!line) return;
    const names = given.map(([name]) => name);
    const fetch = names.includes('anon_upload_enable') && isFetchable(model);
    const edits = names.flatMap((name) => setToFix(model, name, 'NO', line).edits);
    report({
      ...settingRange(line),
      message: `Everyone may ${listed(given.map(([, right]) => right))} without an account${fetch ? ', and everyone may fetch them again' : ''}.`,
      // Guests write by the same switches.
      fixes: hasGuests(model)
        ? [setToFix(model, 'anonymous_enable', 'NO', line)]
        : [{ title: `Set ${names.map((name) => `${name}=NO`).join(', ')}`, edits }],
      related: relatedTo(
        model,
        [...names.slice(1), 'anonymous_enable', 'write_enable'],
        'Together with this line.',
      ),
    });
  },
};

/** Virtual users with the rights of anonymous ones. */
function hasGuests(model: ConfigModel): boolean {
  return model.bool('guest_enable') === true && model.bool('virtual_use_local_privs') !== true;
}

/** What was stored can be read by the next anonymous user. */
function isFetchable(model: ConfigModel): boolean {
  const umask = model.number('anon_umask');
  return model.bool('anon_world_readable_only') === false || (umask !== undefined && (umask & 0o004) === 0);
}
