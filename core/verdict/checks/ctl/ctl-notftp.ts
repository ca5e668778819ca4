import { OTHER_SERVICES } from '../../../reply/index.js';
import { type Check, type CheckReport, type EvidenceView, quote, type Session } from '../support/index.js';
import { strangeWords } from './strange-words.js';

/** The first words of the other side, whether they are a reply or not. */
function firstWords(session: Session): { text: string; seen: object & { at?: unknown } } | null {
  const { greeting } = session;
  const note = greeting ? undefined : strangeWords(session);
  if (note) return { text: note.text, seen: note };
  return greeting
    ? { text: `${greeting.code === 0 ? '' : `${greeting.code} `}${greeting.text}`, seen: greeting }
    : null;
}

const SPEAKERS: readonly { readonly name: string; readonly words: RegExp; readonly fix: string }[] = [
  {
    name: 'SSH',
    words: OTHER_SERVICES.ssh,
    fix: 'This port belongs to SSH: use an SFTP client here, or the FTP port (21).',
  },
  {
    name: 'HTTP',
    words: OTHER_SERVICES.http,
    fix: 'This port belongs to a web server: use the FTP port (21).',
  },
  {
    name: 'SMTP',
    words: /^220[ -].*\bE?SMTP\b/,
    fix: 'This port belongs to a mail server: use the FTP port (21).',
  },
];

const OTHER = {
  name: 'something other than FTP',
  words: /^(?!\d{3}(?:[ -]|$))/,
  fix: 'Check host and port: FTP usually listens on 21.',
} as const;

/** RFC 959 section 5.4: 220, or 120 before it; 421 and other refusals say that it will not. */
function isOddGreeting({ greeting }: Session): boolean {
  const { code = 220 } = greeting ?? {};
  return code !== 220 && code !== 120 && (code < 400 || code > 599);
}

export const ctlNotftp: Check = {
  id: 'CTL-NOTFTP',
  title: 'This port does not speak FTP',
  severity: 'error',
  cause: 'client',
  means: 'Another service answers on this port, so no FTP client can use it.',
  decides:
    'The first words of the server: `SSH-`, `HTTP/`, a mail server’s greeting, anything without a reply code, or to a probe a code that no FTP server greets with, such as 200.',
  spares: 'A TLS record is left to TLS-IMPLICIT-MIX.',
  fix: 'Use the port of the FTP server; 22 is SFTP.',
  metAt: { phase: 'greeting', place: 10 },
  judgedAt: { phase: 'greeting', place: 10 },
  find: (view) =>
    view.sessions.flatMap((session): CheckReport[] => {
      const first = firstWords(session);
      const isOdd = view.witness === 'probe' && isOddGreeting(session);
      const speaker =
        first &&
        ([...SPEAKERS, OTHER].find(({ words }) => words.test(first.text.trimStart())) ??
          (isOdd ? OTHER : undefined));
      if (!first || !speaker || isTls(first.text) || isMailLog(view, session)) return [];
      return [
        {
          title: `This port speaks ${speaker.name}${speaker.name.startsWith('s') ? '' : ', not FTP'}`,
          evidence:
            first.text.trim() === ''
              ? 'The server began with an empty line.'
              : `The server began with \`${quote(first.text)}\`.`,
          about: [first.seen],
          covers: [
            ...session.notes,
            ...session.attempts,
            ...session.tls,
            ...(session.closed ? [session.closed] : []),
          ],
          at: session.notes.find((n) => n === first.seen)?.at ?? session.greeting?.at,
          fix: { text: speaker.fix },
        },
      ];
    }),
};

/** A mail server’s own log, or a session with it: no FTP client is in it. */
function isMailLog({ witness }: EvidenceView, { target, user, unanswered, greeting }: Session): boolean {
  return (
    witness === 'transcript' &&
    greeting?.code === 220 &&
    target === null &&
    user === null &&
    unanswered === null
  );
}

/** The head of a TLS alert or handshake record. */
function isTls(text: string): boolean {
  return /^(?:\\x1[56]|[\x15\x16])(?:\\x03|\x03)/.test(text);
}
