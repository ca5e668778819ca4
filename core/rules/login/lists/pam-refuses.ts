import type { AtHand, ConfigModel } from '../../../config/index.js';
import {
  firstLineOf,
  linesOf,
  listsAtHand,
  pamFile,
  pamLists,
  quoted,
  settingRange,
  someOf,
  type ListLine,
  type PamList,
  type Rule,
} from '../../support/index.js';

export const pamRefuses: Rule = {
  code: 'pam-refuses',
  title: 'PAM refuses users who are meant to log in',
  stage: 'login',
  severity: 'warning',
  why: 'The user list and PAM are asked one after the other, and both must let a user in. The PAM service of the packages refuses the users in `ftpusers` (`pam_listfile` with `sense=deny`): root, daemon and others. Such a user gets "530 Login incorrect." although an allow list names it. `pam_deny` refuses everyone who gets as far as its line. With `sense=allow` PAM lets in only those who are in its file. A line of these files counts only without spaces. `pam_userdb` adds `.db` to the name after `db=`. The PAM service itself must have Unix line endings. All of them are read where they lie in the same tree as the config, or next to it.',
  bad: 'local_enable=YES\nuserlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/etc/root.list\n',
  good: 'local_enable=YES\nuserlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/etc/users.list\n',
  exampleFiles: { '/etc/ftpusers': 'root\n', '/etc/root.list': 'root\n', '/etc/users.list': 'ann\n' },
  checkModel(model, report, atHand) {
    const line = firstLineOf(model, 'pam_service_name', 'local_enable');
    if (!line || model.bool('local_enable') !== true) return;
    const pam = pamFile(model, atHand);
    const all = pam && refusesAll(pam.text, model.bool('guest_enable') === true);
    if (all) {
      report({ ...settingRange(line), message: `No user can log in: ${quoted(pam.path)} ${all}.` });
      return;
    }
    const names = allowed(model, atHand);
    const list = firstLineOf(model, 'userlist_file', 'userlist_enable') ?? line;
    for (const one of pamLists(model, atHand)) {
      const listed = about(one);
      const conflict = listed === undefined ? refused(one, names) : undefined;
      const message = listed ?? conflict;
      if (message !== undefined) report({ ...settingRange(conflict === undefined ? line : list), message });
    }
  },
};

/** What refuses every user. */
function refusesAll(pam: string, hasGuests: boolean): string | undefined {
  const lines = pam.split('\n').filter((line) => !/^\s*#/.test(line));
  if (lines.some((line) => line.endsWith('.so\r')))
    return 'has CR LF line endings, and PAM looks for modules with a CR in their names';
  if (['auth', 'account'].some((type) => deniesAll(lines, type)))
    return 'refuses everyone by pam_deny.so before anything lets a user in';
  const users = lines.find((line) => /^\s*auth\b/.test(line) && line.includes('pam_userdb.so'));
  const db = /\bdb=(\S+\.db)(?:\s|$)/.exec(users ?? '')?.[1];
  return db === undefined
    ? hasGuests
      ? refusesGuests(lines)
      : undefined
    : `names ${quoted(db)}, and pam_userdb adds .db to that: it looks for ${quoted(`${db}.db`)}`;
}

/** Modules that keep users whom the system does not know. */
const VIRTUAL = /\bpam_(?:userdb|pwdfile|mysql|pgsql)\.so\b/;

/** What asks the system about a user, or leaves that to /etc/pam.d/other, which does the same. */
function refusesGuests(lines: readonly string[]): string | undefined {
  if (!lines.some((line) => /^\s*auth\b/.test(line) && VIRTUAL.test(line))) return undefined;
  const account = lines.map((line) => line.trim()).filter((line) => /^(?:-?account\b|@include\b)/.test(line));
  if (account.length === 0)
    return 'has no account line, so /etc/pam.d/other is asked, and virtual users are none of the system';
  const [first = ''] = account.filter(
    (line) => !/^account\s+requi(?:red|site)\b(?!.*pam_unix\.so)/.test(line),
  );
  return /^account\s+requi(?:red|site)\s+\S*pam_unix\.so\b|^account\s+(?:include|substack)\s+(?:password|system)-auth\b|^@include\s+common-account\b/.test(
    first,
  )
    ? `asks ${quoted(first.split(/\s+/).at(first.startsWith('@') ? 1 : 2) ?? '')} for the account, and virtual users are none of the system`
    : undefined;
}

/** Whether a user comes to pam_deny whatever the lines above say. */
function deniesAll(lines: readonly string[], type: string): boolean {
  const own = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first === type || first === '@include');
  const [, control = '', module = ''] =
    own.find(
      ([first, how = '', what = '']) => first !== type || !/^requi/.test(how) || what.endsWith('pam_deny.so'),
    ) ?? [];
  return /^requi(?:red|site)$/.test(control) && module.endsWith('pam_deny.so');
}

/** What is wrong with a list by itself. */
function about({ sense, found }: PamList): string | undefined {
  const { names, odd } = linesOf(found);
  const path = quoted(found.path);
  if (sense === 'allow' && names.length === 0)
    return `No user can log in: the PAM service lets in only users in ${path}, and no line of it is a user name.`;
  const [first] = odd;
  if (!first) return undefined;
  return `Line ${first.number} of ${path} has more than a name in it, and PAM compares the whole line: ${someOf(odd)} ${odd.length > 1 ? 'are' : 'is'} ${sense === 'allow' ? '' : 'not '}refused.`;
}

/** Users of an allow list whom PAM does not let in. */
function refused({ sense, found }: PamList, names: readonly ListLine[]): string | undefined {
  const listed = new Set(linesOf(found).names.map(({ text }) => text));
  const users = names.filter(({ text }) => listed.has(text) === (sense === 'deny'));
  if (users.length === 0) return undefined;
  const how = sense === 'deny' ? 'refuses' : 'lets in only';
  return `${users.length === names.length ? 'No one can log in: ' : ''}${someOf(users)} may log in by the user list, but PAM answers "530 Login incorrect.": it ${how} the users in ${quoted(found.path)}.`;
}

/** Users whom an allow list lets in. */
function allowed(model: ConfigModel, atHand: AtHand): readonly ListLine[] {
  if (model.bool('userlist_deny') !== false) return [];
  const list = listsAtHand(model, atHand).find(({ file }) => file === 'userlist_file');
  return list ? linesOf(list.found).names.filter(({ text }) => !/^(?:ftp|anonymous)$/i.test(text)) : [];
}
