import type { ConfigModel } from '../../../config/index.js';
import {
  linesOf,
  listsAtHand,
  quoted,
  settingRange,
  someOf,
  type ListName,
  type Rule,
} from '../../support/index.js';

export const listLineUnmatched: Rule = {
  code: 'list-line-unmatched',
  title: 'A line of a list that matches no one',
  stage: 'login',
  severity: 'warning',
  why: 'A line of a list counts only if it is exactly the name (or the e-mail address). A space at its end, a comment after the name, or the CR of a file with Windows line endings makes it another name: the user is not in the list. The lists are read where they lie in the same tree as the config, or next to it.',
  bad: 'local_enable=YES\nuserlist_enable=YES\nuserlist_file=/etc/odd.list\n',
  good: 'local_enable=YES\nuserlist_enable=YES\nuserlist_file=/etc/users.list\n',
  exampleFiles: { '/etc/odd.list': 'ann\njoe \n', '/etc/users.list': 'ann\njoe\n' },
  checkModel(model, report, atHand) {
    for (const { file, line, found } of listsAtHand(model, atHand)) {
      const isEmail = file === 'banned_email_file' || file === 'email_password_file';
      const lines = linesOf(found);
      const odd = lines.odd.filter(({ text }) => !isEmail || /^\s|\s$|\0/.test(text));
      const [first] = odd;
      if (!first) continue;
      const ends = first.text.includes('\0')
        ? 'is UTF-16'
        : first.text.endsWith('\r')
          ? 'ends with CR LF'
          : /^\s|\s$/.test(first.text)
            ? 'has a space around the name'
            : first.text.startsWith('/')
              ? 'is a path'
              : 'has more than a name in it';
      report({
        ...settingRange(line),
        message: `${lines.names.length === 0 && isAllowList(model, file) ? 'No one can log in: line' : 'Line'} ${first.number} of ${quoted(found.path)} ${ends}, and only a line that is exactly the name counts: ${someOf(odd)} ${EFFECTS[file](model, odd.length > 1)}.`,
      });
    }
  },
};

const EFFECTS: Readonly<Record<ListName, (model: ConfigModel, several: boolean) => string>> = {
  userlist_file: (model, several) =>
    model.bool('userlist_deny') === false
      ? `get${several ? '' : 's'} "530 Permission denied."`
      : `${several ? 'are' : 'is'} not refused`,
  chroot_list_file: (model, several) =>
    `${several ? 'are' : 'is'} ${model.bool('chroot_local_user') === true ? '' : 'not '}jailed`,
  banned_email_file: (_, several) => `${several ? 'are' : 'is'} not banned`,
  email_password_file: (_, several) => `${several ? 'are' : 'is'} refused`,
};

function isAllowList(model: ConfigModel, file: ListName): boolean {
  return (
    file === 'email_password_file' || (file === 'userlist_file' && model.bool('userlist_deny') === false)
  );
}
