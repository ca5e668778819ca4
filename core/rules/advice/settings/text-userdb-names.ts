import { type Rule, settingRange } from '../../support/index.js';

export const textUserdbNames: Rule = {
  code: 'text-userdb-names',
  title: 'Names in listings cannot be looked up in a jail',
  stage: 'advice',
  severity: 'hint',
  why: 'For names instead of numbers in listings the daemon needs the user database. A jailed process has none unless the jail holds an `etc/passwd`, so jailed users still see numbers.',
  bad: 'anonymous_enable=NO\nlocal_enable=YES\nchroot_local_user=YES\ntext_userdb_names=YES\n',
  good: 'anonymous_enable=NO\nlocal_enable=YES\nchroot_local_user=YES\n',
  checkModel(model, report) {
    const line = model.line('text_userdb_names');
    if (!line || model.bool('text_userdb_names') !== true) return;
    const jailed = model.bool('chroot_local_user') === true && model.bool('chroot_list_enable') === false;
    if (!jailed && model.bool('local_enable') !== false) return;
    report({
      ...settingRange(line),
      message:
        'All users are jailed, and inside a jail there is no user database: listings still show numbers.',
      unnecessary: true,
    });
  },
};
