import { linesOf, quoted, relatedTo, settingRange, type Rule, type RuleReport } from '../../support/index.js';

export const userlistAllowList: Rule = {
  code: 'userlist-allow-list',
  title: 'Only listed users may log in, or no one',
  stage: 'login',
  severity: 'hint',
  why: 'With `userlist_deny=NO` the list is inverted: a user who is not in it gets "530 Permission denied." before the password is asked. That is meant for anonymous users, too: `ftp` and `anonymous` must be lines of the list. A line counts only if it is exactly the name; a space or a CR after it makes it another name. The file `ftpusers` cannot be this list: PAM refuses the users in it (`pam_listfile`), so listed users get 530 from PAM, and all others from the list.',
  bad: 'local_enable=YES\nuserlist_enable=YES\nuserlist_deny=NO\n',
  good: 'local_enable=YES\nuserlist_enable=YES\n',
  checkModel(model, report, atHand) {
    const line = model.line('userlist_deny');
    if (!line || model.bool('userlist_deny') !== false || model.bool('userlist_enable') !== true) return;
    if (model.bool('local_enable') !== true) return;
    const file = model.text('userlist_file');
    if (!file) return;
    if (/(?:^|[/.])ftpusers$|^\/dev\/null$/.test(file)) {
      report({
        ...settingRange(line),
        ...noOne(file),
        related: relatedTo(model, ['userlist_file'], 'The list.'),
      });
      return;
    }
    const found = atHand(file);
    const lines = found && linesOf(found);
    const names = lines?.names.map(({ text }) => text);
    // list-line-unmatched tells of lines that were meant as names.
    if (names?.length === 0 && lines?.odd.length === 0) {
      report({
        ...settingRange(line),
        severity: 'warning',
        message: `No one can log in with userlist_deny=NO: no line of ${quoted(found?.path ?? '')} is a user name, and all others get "530 Permission denied.".`,
        related: relatedTo(model, ['userlist_file'], 'The list.'),
      });
      return;
    }
    const listed = names?.includes('ftp') === true && names.includes('anonymous');
    const anonymous = model.bool('anonymous_enable') === true && !listed;
    report({
      ...settingRange(line),
      ...(anonymous ? { severity: 'information' as const } : {}),
      message: `userlist_deny=NO makes ${model.isSet('userlist_file') ? quoted(file) : 'the default list file'} the list of those who may log in; all others get "530 Permission denied."${anonymous ? ', anonymous users too unless "ftp" and "anonymous" are in it.' : ''}`,
      related: relatedTo(model, ['userlist_file'], 'The list.'),
    });
  },
};

/** A list that leaves no one who may log in. */
function noOne(file: string): Pick<RuleReport, 'message' | 'severity'> {
  const why =
    file === '/dev/null'
      ? 'the list is empty, so every user gets "530 Permission denied."'
      : `users in ${quoted(file)} are refused by PAM (pam_listfile), and all others get "530 Permission denied.", as they are not in this list`;
  return { severity: 'warning', message: `No one can log in with userlist_deny=NO: ${why}.` };
}
