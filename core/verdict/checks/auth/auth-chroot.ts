import type { AnswerHeard, Check, ReportFix } from '../support/index.js';
import { aftermath, answers, fromAnswers, isAnonymousName, quote } from '../support/index.js';

export const authChroot: Check = {
  id: 'AUTH-CHROOT',
  title: 'The password is right, but the user’s root directory is refused',
  severity: 'error',
  cause: 'server-config',
  means: 'The session dies right after the login of every user with such a directory.',
  decides: 'A 500 OOPS about a writable root, chroot or a directory in answer to PASS.',
  fix: 'Take the write permission off the top directory of the jail and give the user a writable directory below it. allow_writeable_chroot=YES lifts the check, at a price in security.',
  settings: ['chroot_local_user', 'local_root', 'anon_root', 'allow_writeable_chroot'],
  metAt: { phase: 'login', place: 40 },
  judgedAt: { phase: 'login', place: 20 },
  advice: {
    any: 'Look at the permissions of the user’s home directory and of every directory above it, and into the log of {name}.',
  },
  find: (view) => {
    const wanted = ({ reply, beforeLogin }: AnswerHeard): boolean =>
      reply.code === 500 &&
      /OOPS/.test(reply.text) &&
      // What its file says comes before any directory.
      !/secure_chroot_dir|in config file/.test(reply.text) &&
      (/writable root inside chroot|cannot change directory|chroot/i.test(reply.text) ||
        // Said of any process that dies, at whatever command.
        (beforeLogin && /child died/.test(reply.text)));
    const found = answers(view, (answer) => wanted(answer) && answer.to !== 'CWD');
    const text = found[0]?.it.reply.text ?? '';
    const covers = found.flatMap(({ session }) => aftermath(session));
    const list = /chroot\(\) list file:?\s*(\S{1,200})/.exec(text)?.[1];
    if (list !== undefined) return fromAnswers(found, { covers, ...LIST_MISSING });
    const directory = /cannot change directory:\s*(\S[^\r\n]{0,199})/.exec(text)?.[1];
    const user = found[0]?.session.user ?? null;
    return fromAnswers(found, { covers, fix: mendRoot(directory, user) });
  },
};

/** vsftpd reads that file for each login anew. */
const LIST_MISSING = {
  title: 'The password is right, but the list of users for chroot cannot be read',
  fix: {
    text: 'Create the file that chroot_list_file names (/etc/vsftpd.chroot_list where it names none), one user a line, or empty. Or set chroot_list_enable=NO.',
    commands: ['touch /etc/vsftpd.chroot_list'],
  },
  settings: ['chroot_list_file', 'chroot_list_enable'],
} as const;

/** What to do about the root directory, as far as the OOPS and the user's name tell. */
function mendRoot(directory: string | undefined, user: string | null): ReportFix {
  if (directory !== undefined)
    return {
      text: `Create the directory ${quote(directory, 100)} or let the user enter it (every directory above it needs x). SELinux may refuse it too: see ftp_home_dir.`,
    };
  if (isAnonymousName(user))
    return {
      isGeneral: true,
      text: 'Take the write permission off the top directory of anonymous users (anon_root, or the home of ftp_username) and put a writable one below it if they may upload. allow_writeable_chroot does not apply to them.',
    };
  return { commands: giveDirectory(user) };
}

/** A read-only top directory, and a writable one for the user below it. */
function giveDirectory(user: string | null): readonly string[] {
  const name = user !== null && /^[a-z_][a-z0-9_-]{0,31}$/.test(user) ? user : 'USER';
  return [`chmod a-w ~${name}`, `install -d -o ${name} ~${name}/files`];
}
