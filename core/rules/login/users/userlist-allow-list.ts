import { quoted, relatedTo, type Rule, settingRange } from '../../support/index.js';

export const userlistAllowList: Rule = {
  code: 'userlist-allow-list',
  title: 'Only listed users may log in',
  stage: 'login',
  severity: 'hint',
  why: 'With `userlist_deny=NO` the list is inverted: a user who is not in it gets "530 Permission denied." before the password is asked. That is meant for anonymous users, too: `ftp` and `anonymous` must be lines of the list. A line counts only if it is exactly the name; a space or a CR after it makes it another name.',
  bad: 'local_enable=YES\nuserlist_enable=YES\nuserlist_deny=NO\n',
  good: 'local_enable=YES\nuserlist_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('userlist_deny');
    if (!line || model.bool('userlist_deny') !== false || model.bool('userlist_enable') !== true) return;
    if (model.bool('local_enable') !== true) return;
    const file = model.text('userlist_file');
    if (!file) return;
    const anonymous = model.bool('anonymous_enable') === true;
    report({
      ...settingRange(line),
      ...(anonymous ? { severity: 'information' as const } : {}),
      message: `userlist_deny=NO makes ${model.isSet('userlist_file') ? quoted(file) : 'the default list file'} the list of those who may log in; all others get "530 Permission denied."${anonymous ? ', anonymous users too unless "ftp" and "anonymous" are in it.' : ''}`,
      related: relatedTo(model, ['userlist_file'], 'The list.'),
    });
  },
};
