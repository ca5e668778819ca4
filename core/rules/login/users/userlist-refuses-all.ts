import { relatedTo, removeFix, type Rule, settingRange, setTo } from '../../support/index.js';

export const userlistRefusesAll: Rule = {
  code: 'userlist-refuses-all',
  title: 'An allow list that is never read',
  stage: 'login',
  severity: 'error',
  why: 'The user list is loaded only with `local_enable=YES`. With `userlist_deny=NO` only listed names may log in, and an unread list is empty: every anonymous user gets "530 Permission denied.".',
  bad: 'anonymous_enable=YES\nlocal_enable=NO\nuserlist_enable=YES\nuserlist_deny=NO\n',
  good: 'anonymous_enable=YES\nlocal_enable=NO\nuserlist_enable=NO\n',
  checkModel(model, report) {
    const line = model.line('userlist_deny');
    if (!line || model.bool('userlist_deny') !== false || model.bool('userlist_enable') !== true) return;
    if (model.bool('local_enable') !== false || model.bool('anonymous_enable') !== true) return;
    report({
      ...settingRange(line),
      message:
        'The user list is read only with local_enable=YES, and with userlist_deny=NO users who are not listed are refused: every login gets "530 Permission denied.".',
      fixes: [
        {
          title: 'Set userlist_enable=NO and remove this line',
          edits: [setTo(model, 'userlist_enable', 'NO', line), ...removeFix(model, line).edits],
        },
      ],
      related: relatedTo(model, ['userlist_enable', 'local_enable'], 'Together with this line.'),
    });
  },
};
