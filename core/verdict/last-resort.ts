import { completed } from './view/attempt.js';
import type { Explained, CheckReport } from './check.js';
import type { Cause } from './finding.js';
import { quote } from './words/quote.js';
import { type EvidenceView } from './view/view.js';
import { quotedReply } from './words/replies.js';
import type { AnswerHeard, Session } from './view/session.js';

/** What no check has a name for, under the id that is nearest to it. */
export interface Unexplained {
  readonly id: string;
  readonly report: CheckReport;
}

const LOG =
  'Look into the server’s log at that time. A firewall, proxy or intrusion prevention in between that knows FTP can do the same: try again from the server itself to tell.';

/**
 * Why a probe has come to its end before it had listed the directory that was asked for, where no check has explained
 * it: such a server must never pass for a healthy one. Null: it has listed, or what stopped it is explained. Of a log
 * only vsftpd’s last words count: what else is missing its writer may have left out.
 */
export function unexplained(view: EvidenceView, explained: Explained): Unexplained | null {
  if (view.witness === 'transcript') return lastWords(view, explained);
  const main = view.sessions.find(({ id }) => id === undefined);
  if (!main?.greeting) return null;
  if (view.sessions.some(({ attempts }) => attempts.some(completed)))
    return elsewhere(main, explained) ?? cutShort(main, explained);
  return refused(main, explained) ?? brokenOff(main, explained) ?? silent(main, explained);
}

/** A log in which vsftpd breaks down: it does so for a reason, whatever the rest shows. */
function lastWords({ sessions }: EvidenceView, explained: Explained): Unexplained | null {
  for (const session of sessions) {
    const found = leaving(session, explained);
    if (found && OOPS.test(lastRefusal(session)?.reply.text ?? '')) return found;
  }
  return null;
}

/** A directory was listed, but not the one that was asked for. */
function elsewhere(session: Session, explained: Explained): Unexplained | null {
  const answer = session.answers.find(({ to, reply }) => to === 'CWD' && reply.code >= 400);
  if (!answer || explained(answer.reply)) return null;
  return {
    id: 'DATA-EMPTY',
    report: {
      title: 'The directory that was asked for cannot be entered',
      severity: 'warning',
      evidence: `CWD was answered by ${quotedReply(answer.reply)}.`,
      cause: 'server-config',
      at: answer.reply.at,
      fix: {
        text: 'Check its name as the server sees it: in a chroot the user’s own top directory is /. Look at the rights of every directory on the way (each needs x), at deny_file and at cmds_denied.',
      },
      settings: ['deny_file', 'cmds_denied', 'chroot_local_user'],
    },
  };
}

/** A directory was listed, and yet the server left, or fell silent, before the client had said QUIT. */
function cutShort(session: Session, explained: Explained): Unexplained | null {
  const found = leaving(session, explained) ?? brokenOff(session, explained) ?? silent(session, explained);
  if (found === null) return null;
  const { evidence } = found.report;
  const again = ' Once only: repeat the test, a fault of the network looks the same.';
  return { ...found, report: { ...found.report, severity: 'warning', evidence: evidence + again } };
}

/** The last word of the server was a refusal of something that cannot be done without. */
function refused(session: Session, explained: Explained): Unexplained | null {
  const answer = lastRefusal(session);
  if (!answer || explained(answer.reply)) return null;
  const { to, reply } = answer;
  const end = leaving(session, explained);
  if (end) return end;
  if (session.loggedIn && to !== 'LIST') return null;
  const common = { at: reply.at, severity: 'error' } as const;
  const evidence = `${to} was answered by ${quotedReply(reply)}.`;
  if (to === 'LIST')
    return {
      id: 'DATA-EMPTY',
      report: {
        ...common,
        title: 'The server refuses to list the directory',
        evidence,
        cause: 'server-config',
        fix: {
          text: 'The data connection stood, so neither firewall nor NAT is at fault. Look at dirlist_enable, cmds_allowed, cmds_denied and deny_file, at the rights on the directory, and at SELinux.',
        },
        settings: ['dirlist_enable', 'cmds_denied', 'cmds_allowed', 'deny_file'],
      },
    };
  const isName = to === 'USER';
  return {
    id: isName ? 'AUTH-DENIED-EARLY' : 'AUTH-BAD',
    report: { ...common, title: 'The server refuses the login', evidence, fix: { text: LOG } },
  };
}

function lastRefusal({ answers }: Session): AnswerHeard | undefined {
  return answers.findLast(
    ({ to, reply }) => reply.code >= 400 && (reply.code === 421 || OOPS.test(reply.text) || NEEDED.has(to)),
  );
}

/** The server said why it goes. The end itself may come too late to be seen. */
function leaving(session: Session, explained: Explained): Unexplained | null {
  const answer = lastRefusal(session);
  if (!answer || answer.to === 'QUIT' || explained(answer.reply)) return null;
  const { to, reply } = answer;
  const isLast = session.closed?.by === 'server' || session.answers.at(-1) === answer;
  if (reply.code !== 421 && !(OOPS.test(reply.text) && isLast)) return null;
  const evidence = `${to} was answered by ${quotedReply(reply)}.`;
  return ended(session, answer, evidence, { at: reply.at, severity: 'error' });
}

/** vsftpd’s last words. */
const OOPS = /^OOPS/;

/** Commands without which there is no listing. */
const NEEDED: ReadonlySet<string> = new Set(['USER', 'PASS', 'LIST']);

/** The server said that it goes, or broke down. */
function ended(
  session: Session,
  { to, reply }: AnswerHeard,
  evidence: string,
  common: Omit<CheckReport, 'evidence'>,
): Unexplained {
  if (to === 'greeting') return atStart(reply, common);
  const isGoodbye = !OOPS.test(reply.text);
  const title = isGoodbye ? `The server ends the session at ${to}` : `The server breaks down at ${to}`;
  const id = isGoodbye && !session.loggedIn ? 'CTL-BUSY' : 'CTL-DIES-ON-DATA';
  return { id, report: { ...common, title, evidence, cause: 'server-host', fix: { text: LOG } } };
}

/** What vsftpd misses when a session begins (main.c, session.c), by its last words, and the settings that ask for it. */
const MISSED: readonly (readonly [words: RegExp, settings: readonly string[], what: string])[] = [
  [
    /user list file/,
    ['userlist_file', 'userlist_enable'],
    'the file of users: create it, or set userlist_enable=NO',
  ],
  [
    /anon e-?mail list/,
    ['banned_email_file', 'deny_email_enable'],
    'the file of e-mail addresses that are kept out: create it, or set deny_email_enable=NO',
  ],
  [
    /email passwords file/,
    ['email_password_file', 'secure_email_list_enable'],
    'the file of e-mail addresses that serve as passwords: create it, or set secure_email_list_enable=NO',
  ],
  [/banner/, ['banner_file'], 'the file of the greeting: create it, or take banner_file out'],
  [/both FTP and HTTP disabled/, ['ftp_enable'], 'a service to offer: set ftp_enable=YES'],
  [/HTTP/, ['http_enable'], 'what HTTP needs: set http_enable=NO'],
  [/one_process_model/, ['one_process_model'], 'a second process for named users: set one_process_model=NO'],
];

/** vsftpd reads some of its files, and judges some of its settings, for each session anew. */
function atStart(reply: AnswerHeard['reply'], common: Omit<CheckReport, 'evidence'>): Unexplained {
  const [, settings, what] = MISSED.find(([words]) => words.test(reply.text)) ?? [];
  return {
    id: 'CTL-NOBANNER',
    report: {
      ...common,
      title: 'The server breaks down instead of greeting',
      evidence: `The greeting was ${quotedReply(reply)}.`,
      cause: 'server-config',
      ...(settings ? { settings } : {}),
      fix: {
        text: what === undefined ? LOG : `vsftpd misses ${what}; then restart it.`,
      },
    },
  };
}

/** The connection was closed or reset without a word. */
function brokenOff(session: Session, explained: Explained): Unexplained | null {
  const { closed, loggedIn } = session;
  if (!closed || closed.by !== 'server' || closed.after === 'QUIT' || explained(closed)) return null;
  const to = closed.after ?? 'the greeting';
  const hasBegun = session.attempts.some((attempt) => attempt.closed === closed && attempt.opening !== null);
  return {
    id: idAt(to, loggedIn),
    report: {
      title: `The server breaks the session off at ${to}`,
      severity: 'error',
      cause: to === 'AUTH' ? 'tls' : 'server-host',
      evidence: `The server closed the connection behind ${to}, without a ${hasBegun ? 'final ' : ''}reply.`,
      at: closed.at,
      fix: { text: LOG },
    },
  };
}

function idAt(to: string, loggedIn: boolean): string {
  if (loggedIn) return 'CTL-DIES-ON-DATA';
  if (to === 'AUTH') return 'TLS-NONE';
  return to === 'USER' ? 'AUTH-DENIED-EARLY' : 'AUTH-BAD';
}

/** A command got no answer. */
function silent(session: Session, explained: Explained): Unexplained | null {
  const note = session.notes.find(
    (one) => one.note === 'timeout' && one.channel === 'control' && !explained(one),
  );
  const command = session.unanswered ?? 'a command';
  if (!note || command === 'QUIT') return null;
  const cause: Cause = command === 'AUTH' ? 'network' : 'server-host';
  return {
    id: 'CTL-SLOW',
    report: {
      title: `The server does not answer ${command}`,
      severity: 'error',
      cause,
      evidence: `The ${session.loggedIn ? 'login succeeded' : 'greeting came'}, and then ${quote(note.text, 120)} in time. What comes behind it was not tested.`,
      at: note.at,
      fix: { text: LOG },
    },
  };
}
