import type { Check, CheckReport, EvidenceView, ReplySeen } from '../support/index.js';
import {
  aftermath,
  answers,
  completed,
  fromAnswers,
  quote,
  quotedReply,
  saidReply,
} from '../support/index.js';
import { strangeWords } from './strange-words.js';

export const ctlMultiline: Check = {
  id: 'CTL-MULTILINE',
  title: 'A reply of several lines is not framed as FTP wants it',
  severity: 'warning',
  cause: 'server-host',
  means: 'Clients that follow the standard wait for the last line or lose step with the replies.',
  decides:
    'The last line of the reply is missing, or carries another code than the first (RFC 959 section 4.2); or what follows the greeting is no reply, or has no end, or is longer than 64 KiB; or a probe gets two replies to the greeting, USER, PASS or CWD.',
  spares:
    'Lines inside FEAT or STAT that merely begin with digits; a directory that STAT lists, however long.',
  fix: 'Look at banner_file and .message files first: a banner may not hold lines that look like replies. A proxy in between can also cut replies.',
  settings: ['banner_file', 'ftpd_banner'],
  metAt: { phase: 'greeting', place: 60 },
  judgedAt: { phase: 'greeting', place: 50 },
  advice: {
    any: 'Look at the greeting and the message files of {name} first: they may not hold lines that look like replies. A proxy in between can also cut replies.',
  },
  find: (view) => [
    ...fromAnswers(answers(view, ({ reply }) => reply.broken === true)),
    ...withoutEnd(view),
    ...tooLong(view),
    ...answeredTwice(view),
  ],
};

/** A probe sends these once in a session. */
const SENT_ONCE: ReadonlySet<string> = new Set(['greeting', 'USER', 'PASS', 'CWD', 'PBSZ']);

/** A client takes the second reply for the answer to its next command. */
function answeredTwice({ witness, sessions }: EvidenceView): readonly CheckReport[] {
  if (witness !== 'probe') return [];
  return sessions
    .flatMap(({ answers: heard }) => heard.map((answer, index) => [heard[index - 1], answer] as const))
    .filter(
      ([before, { to, reply }]) =>
        before?.to === to && SENT_ONCE.has(to) && isWord(before.reply) && isWord(reply),
    )
    .slice(0, 1)
    .map(([before, { to, reply }]) => ({
      title: 'The server answers twice',
      evidence: `${to === 'greeting' ? 'The greeting was' : `${to} was answered by`} ${before ? quotedReply(before.reply) : ''} and ${quotedReply(reply)}.`,
      about: [reply],
      at: reply.at,
      fix: {
        text: 'From here on clients take each reply for the answer to the next command, and many end the session. Look at the files that greeting and messages come from: each of their lines but the last needs a hyphen after the code. A proxy that answers beside the server does the same.',
      },
    }));
}

/** Not a delay, and no refusal: vsftpd's last words are two. */
function isWord({ code }: ReplySeen): boolean {
  return code >= 200 && code < 400;
}

/** So much is no answer to these any more: many programs give up at less. A listing by STAT may be as long as it likes. */
function tooLong(view: EvidenceView): readonly CheckReport[] {
  const found = answers(
    view,
    ({ to, argument, reply }) => reply.cutFrom !== undefined && !(to === 'STAT' && argument !== null),
  );
  const [first] = found;
  if (!first) return [];
  const { to, reply } = first.it;
  return [
    {
      title: 'A reply is longer than clients expect',
      evidence: `${to === 'greeting' ? 'The greeting' : `The answer to ${to}`} has ${reply.cutFrom ?? 0} bytes; it begins \`${quote(saidReply(reply), 80)}\`.`,
      about: found.map(({ it }) => it.reply),
      at: reply.at,
      fix: {
        text: 'Clients that bound what they read end the session here. Look at the files that greeting and messages come from, and for a proxy that adds to replies.',
      },
    },
  ];
}

/** A probe stops reading after such words: its session ends there. */
function withoutEnd(view: EvidenceView): readonly CheckReport[] {
  const found = view.sessions.flatMap((session) => {
    const note = strangeWords(session);
    return note && (session.greeting !== null || /^\d{3}[ -]/.test(note.text)) ? [{ session, note }] : [];
  });
  const [first] = found;
  if (!first) return [];
  const { answers: heard, unanswered } = first.session;
  const where =
    unanswered !== null
      ? `${unanswered} was answered by`
      : heard.length > 0
        ? `After the answer to ${heard.at(-1)?.to ?? ''} came`
        : 'The greeting began with';
  const isReply = /^\d{3}\b/.test(first.note.text);
  return [
    {
      // What clients came for is done where it is the answer to QUIT.
      severity: found.every(({ session }) => session.attempts.some(completed)) ? 'warning' : 'error',
      title: isReply ? 'A reply does not come to its end' : 'The server says what is no FTP reply',
      evidence: `${where} \`${quote(first.note.text, 150)}\`${isReply ? ', and no end of a reply' : ''}.`,
      about: found.map(({ note }) => note),
      covers: view.sessions.flatMap(aftermath),
      count: found.length,
    },
  ];
}
