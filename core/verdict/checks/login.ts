import { fromAnswers, type Check, type Explained, type CheckReport } from '../check.js';
import type { FindingFix } from '../finding.js';
import { quote } from '../words/quote.js';
import { answers, everySession, type EvidenceView } from '../view/view.js';
import { isInner, isLoopback } from '../view/addresses.js';
import { commandHost } from '../words/replies.js';
import { aftermath, type AnswerHeard, type Session } from '../view/session.js';

const WANTS_TLS =
  /must use encryption|cleartext sessions|\bAUTH (?:command )?first\b|(?:tls|ssl|secure|encrypt)[^.]*(?:required|mandatory|must|only)|(?:must|require[sd]?|use)\b[^.]*(?:tls|ssl|encrypt)/i;
const ANONYMOUS = /^(?:anonymous|ftp)$/i;

/** What a refused login explains besides itself. */
function loginReports(
  view: EvidenceView,
  wanted: (answer: AnswerHeard) => boolean,
  more: Parameters<typeof fromAnswers>[1] = {},
): ReturnType<Check['find']> {
  const found = answers(view, wanted);
  return fromAnswers(found, { covers: found.flatMap(({ session }) => aftermath(session)), ...more });
}

const needTls: Check = {
  id: 'AUTH-NEED-TLS',
  title: 'The server takes logins under TLS only',
  severity: 'error',
  cause: 'client',
  means: 'Clients set to plain FTP are refused before they can send a password.',
  decides: 'A refusal of USER or PASS in clear whose text asks for encryption.',
  spares:
    'Any other 530: it may be a wrong password. Nothing is reported where a session to the same server logged in under TLS.',
  fix: 'Set the client to explicit TLS (FTPES, AUTH TLS) on the same port.',
  settings: ['force_local_logins_ssl', 'force_anon_logins_ssl', 'ssl_enable'],
  find: (view) =>
    loginReports(
      { ...view, sessions: view.sessions.some((s) => s.secured && s.loggedIn) ? [] : view.sessions },
      ({ to, reply, secured }) =>
        !secured &&
        (to === 'USER' || to === 'PASS') &&
        reply.code >= 400 &&
        !/may not use encryption/.test(reply.text) &&
        WANTS_TLS.test(reply.text),
      {
        fix: {
          commands: [
            `lftp -e "set ftp:ssl-force true; set ftp:ssl-protect-data true" ftp://${commandHost(view)}`,
            `curl -v --ssl-reqd ftp://${commandHost(view)}/`,
          ],
        },
      },
    ),
};

const chroot: Check = {
  id: 'AUTH-CHROOT',
  title: 'The password is right, but the user’s root directory is refused',
  severity: 'error',
  cause: 'server-config',
  means: 'The session dies right after the login of every user with such a directory.',
  decides: 'A 500 OOPS about a writable root, chroot or a directory in answer to PASS.',
  fix: 'Take the write permission off the top directory of the jail and give the user a writable directory below it. allow_writeable_chroot=YES lifts the check, at a price in security.',
  settings: ['chroot_local_user', 'local_root', 'anon_root', 'allow_writeable_chroot'],
  find: (view) => {
    const wanted = ({ reply, beforeLogin }: AnswerHeard): boolean =>
      reply.code === 500 &&
      /OOPS/.test(reply.text) &&
      (/writable root inside chroot|cannot change directory|chroot/i.test(reply.text) ||
        // Said of any process that dies, at whatever command.
        (beforeLogin && /child died/.test(reply.text)));
    const found = answers(view, (answer) => wanted(answer) && answer.to !== 'CWD');
    const text = found[0]?.it.reply.text ?? '';
    const covers = found.flatMap(({ session }) => aftermath(session));
    const list = /chroot\(\) list file:?\s*(\S{1,200})/.exec(text)?.[1];
    if (list !== undefined) return fromAnswers(found, { covers, ...LIST_MISSING });
    const directory = /cannot change directory:\s*(\S{1,200})/.exec(text)?.[1];
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
function mendRoot(directory: string | undefined, user: string | null): Partial<FindingFix> {
  if (directory !== undefined)
    return {
      text: `Create the directory ${quote(directory, 100)} or let the user enter it (every directory above it needs x). SELinux may refuse it too: see ftp_home_dir.`,
    };
  if (user !== null && ANONYMOUS.test(user))
    return {
      text: 'Take the write permission off the top directory of anonymous users (anon_root, or the home of ftp_username) and put a writable one below it if they may upload. allow_writeable_chroot does not apply to them.',
    };
  return { commands: giveDirectory(user) };
}

/** A top directory that nobody writes to, and a directory of the user's own below it. */
function giveDirectory(user: string | null): readonly string[] {
  const name = user !== null && /^[a-z_][a-z0-9_-]{0,31}$/.test(user) ? user : 'USER';
  return [`chmod a-w ~${name}`, `install -d -o ${name} ~${name}/files`];
}

const deniedEarly: Check = {
  id: 'AUTH-DENIED-EARLY',
  title: 'The server refuses the user by name',
  severity: 'error',
  cause: 'server-config',
  means: 'The user is turned away before the password is asked for, so no password can be right.',
  decides:
    'A 530 in answer to USER that does not ask for encryption, or any other refusal of it that nothing else explains.',
  spares: 'The 530 after PASS, which is about the password.',
  fix: 'Look at userlist_file: with userlist_deny=YES (the default) the names in it are refused, with NO only they are let in.',
  settings: ['userlist_file', 'userlist_enable', 'userlist_deny', 'local_enable', 'allow_anon_ssl'],
  find: (view) => {
    const wanted = ({ to, reply }: AnswerHeard): boolean =>
      to === 'USER' &&
      (reply.code === 530 || reply.code === 532) &&
      (/may not use encryption/.test(reply.text) || !WANTS_TLS.test(reply.text));
    const text = answers(view, wanted)[0]?.it.reply.text ?? '';
    if (/anonymous only/i.test(text))
      return loginReports(view, wanted, {
        fix: {
          text: 'Only anonymous logins are allowed: set local_enable=YES and restart vsftpd.',
          config: { local_enable: 'YES' },
        },
      });
    if (/may not use encryption/i.test(text))
      return loginReports(view, wanted, {
        fix: {
          text: 'Anonymous users are refused under TLS: set allow_anon_ssl=YES.',
          config: { allow_anon_ssl: 'YES' },
        },
      });
    return loginReports(view, wanted);
  },
};

const bad: Check = {
  id: 'AUTH-BAD',
  title: 'The server refuses user name or password',
  severity: 'error',
  cause: 'client',
  means: 'This login does not work; whether another would cannot be seen.',
  decides:
    'A 530 in answer to PASS, or any other refusal of it that nothing else explains; a client that says that the login failed; or the server leaves instead of an answer to USER or PASS.',
  spares: 'Refusals that ask for encryption.',
  fix: 'Check name and password, and do not retry in a loop: max_login_fails and fail2ban count. On the server a locked account, a missing shell in /etc/shells or a wrong pam_service_name read the same.',
  settings: ['pam_service_name'],
  find: (view, explained) => {
    const replies = loginReports(
      view,
      ({ to, reply }) =>
        to === 'PASS' && (reply.code === 530 || reply.code === 430) && !WANTS_TLS.test(reply.text),
    );
    if (replies.length > 0) return replies;
    if (view.witness === 'probe') return leftAtPassword(view, explained);
    return view.sessions
      .filter((session) => !session.loggedIn)
      .flatMap((session) => session.notes.filter((n) => n.note === 'login-failed').slice(0, 1))
      .map((n) => ({ evidence: `The client says: \`${quote(n.text)}\`.`, about: [n], at: n.at }));
  },
};

/** The server closed the connection in place of an answer to USER or PASS, and nothing says why. */
function leftAtPassword(view: EvidenceView, explained: Explained): ReturnType<Check['find']> {
  return view.sessions.flatMap((session): readonly CheckReport[] => {
    const { closed, loggedIn } = session;
    if (!closed || loggedIn || closed.by !== 'server' || explained(closed)) return [];
    const { after = '' } = closed;
    if ((after !== 'USER' && after !== 'PASS') || session.unanswered !== after) return [];
    const about = { about: [closed], covers: aftermath(session) };
    if (wantsCertificate(view, session)) return [{ ...CERTIFICATE_WANTED, ...about }];
    const behindTls =
      session.secured && after === 'USER'
        ? ' A server that demands a certificate of each client (require_cert=YES) does the same.'
        : '';
    return [
      {
        ...about,
        title: `The server ends the session instead of answering the ${after === 'USER' ? 'user’s name' : 'password'}`,
        evidence: `The server closed the connection behind ${after}, without a reply.`,
        cause: 'server-host' as const,
        fix: {
          text: `Look into the server’s log: its process may have died at the login, or fail2ban or a firewall may have cut the connection.${behindTls} Do not retry in a loop.`,
        },
      },
    ];
  });
}

/** RFC 8446 section 4.4.2.4: in TLS 1.3 the client believes in the handshake before the server looks for its certificate. */
function wantsCertificate({ config }: EvidenceView, { secured, notes, answers: heard }: Session): boolean {
  if (!secured || heard.some((answer) => answer.secured)) return false;
  const isTold = notes.some(({ note, text }) => note === 'tls-error' && /CERTIFICATE_REQUIRED/.test(text));
  return isTold || config?.bool('require_cert') === true;
}

const CERTIFICATE_WANTED = {
  title: 'The server demands a certificate of the client',
  evidence:
    'The server ended the session right behind the TLS handshake, in which this client showed no certificate.',
  cause: 'tls',
  fix: {
    text: 'Give each client a certificate that ca_certs_file vouches for, and name it in the client (curl --cert, lftp ssl:cert-file). If passwords alone are meant to do, set require_cert=NO and restart vsftpd.',
  },
  settings: ['require_cert', 'ca_certs_file'],
} as const;

/** The session logged a named user in without TLS. */
function clearLogin(session: Session): boolean {
  return session.loggedIn && !session.secured && session.user !== null && !ANONYMOUS.test(session.user);
}

const clear: Check = {
  id: 'AUTH-CLEAR',
  title: 'The server takes passwords in clear',
  severity: 'warning',
  cause: 'server-config',
  means: 'Whoever can listen on the way reads user names and passwords.',
  decides:
    'A named user logged in without TLS although the server offers it: FEAT lists AUTH, and no AUTH was refused.',
  spares: 'Anonymous logins, loopback, and transcripts: a log of a plain login is what its writer chose.',
  fix: 'Keep ssl_enable=YES and set force_local_logins_ssl=YES and force_local_data_ssl=YES.',
  settings: ['force_local_logins_ssl', 'ssl_enable'],
  find: (view) => {
    if (view.witness !== 'probe') return [];
    const session = view.sessions.find((one) => clearLogin(one) && !isLoopback(one.peer));
    const offers = view.sessions.some(
      (one) =>
        one.secured ||
        one.answers.some(({ to, reply }) => to === 'FEAT' && /AUTH (?:TLS|SSL)/i.test(reply.text)),
    );
    if (!session || !offers || answers(view, isRefusedAuth).length > 0) return [];
    return [
      {
        evidence: `The login of ${quote(session.user ?? '', 60)} succeeded without AUTH.`,
        severity: isInner(session.peer) ? 'information' : 'warning',
        fix: { config: { ssl_enable: 'YES', force_local_logins_ssl: 'YES', force_local_data_ssl: 'YES' } },
      },
    ];
  },
};

/** Pure-FTPd lists AUTH in FEAT also where TLS is switched off. */
function isRefusedAuth({ to, reply }: AnswerHeard): boolean {
  return to === 'AUTH' && reply.code >= 500;
}

/** Somebody without a name was let in. */
export function isAnonymousLogin({ loggedIn, user }: Session): boolean {
  return loggedIn && user !== null && ANONYMOUS.test(user);
}

const anonymous: Check = {
  id: 'AUTH-ANON',
  title: 'Anonymous logins are open',
  severity: 'information',
  cause: 'server-config',
  means: 'Anybody can read what the anonymous root holds.',
  decides: 'A login as `anonymous` succeeded beside the login of a named user.',
  spares: 'A test that only logged in as anonymous: then it is the login that was asked for.',
  fix: 'If nobody needs it, set anonymous_enable=NO.',
  settings: ['anonymous_enable'],
  find: (view) => {
    if (view.witness !== 'probe') return [];
    const anonymousLogin = everySession(view).find(isAnonymousLogin);
    const named = view.sessions.some((s) => s.loggedIn && s.user !== null && !ANONYMOUS.test(s.user));
    return anonymousLogin && named
      ? [
          {
            evidence: `The login of ${quote(anonymousLogin.user ?? '', 20)} succeeded.`,
            fix: { config: { anonymous_enable: 'NO' } },
          },
        ]
      : [];
  },
};

/** What becomes of USER and PASS. */
export const LOGIN: readonly Check[] = [needTls, chroot, deniedEarly, bad, clear, anonymous];
