import type { Check, CheckReport, EvidenceView, Explained, Session } from '../support/index.js';
import { isSecondConnection, lastWords, quote, saidReply } from '../support/index.js';

export const ctlOopsInTls: Check = {
  id: 'CTL-OOPS-IN-TLS',
  title: 'The server answers in clear inside the TLS stream',
  severity: 'error',
  cause: 'server-config',
  means:
    'vsftpd writes its last words unencrypted; clients hide them behind "wrong version number" or "unexpected TLS packet".',
  decides:
    'The bytes that broke the TLS stream read as a reply of the server; or, on a connection that was encrypted before, the client meets plain text in the place of a reply.',
  spares:
    'Text that is no reply: a proxy may have put its own page there. Where the words themselves name a cause, that is the verdict and this is only worth knowing.',
  fix: 'The words are the cause: look them up in vsftpd’s log too.',
  metAt: { phase: 'login', place: 50, asInformation: 110 },
  judgedAt: { phase: 'afterwards', place: 10 },
  find: (view, explained) => {
    const found = view.sessions.flatMap((session): readonly CheckReport[] => {
      const reply = session.answers.find((a) => a.reply.plainInTls === true)?.reply;
      const tls = session.tls.find((t) => /^\d{3}[ -]/.test(t.plainText ?? ''));
      const note = session.notes.find((n) => n.note === 'tls-plain-text' && /\d{3}[ -]/.test(n.text));
      const attempt = session.attempts.find((a) => /^\d{3}[ -]/.test(a.tls?.plainText ?? ''));
      const seen = reply ?? tls ?? attempt?.tls ?? note;
      if (!seen || /^220[ -]/.test(tls?.plainText ?? '')) return [];
      const words = reply
        ? saidReply({ code: reply.code, text: reply.text })
        : quote(tls?.plainText ?? attempt?.tls?.plainText ?? note?.text ?? '');
      const isExplained =
        explained(seen) || (tls !== undefined && explained(tls)) || (reply !== undefined && explained(reply));
      const covers = [
        ...session.tls.filter((t) => t.outcome === 'failed'),
        ...session.notes,
        ...(session.closed ? [session.closed] : []),
      ];
      return [
        {
          evidence: `The server said: \`${words}\`.`,
          at: seen.at,
          covers,
          // TLS was not asked for: other clients will meet it.
          ...(isSecondConnection(session.id) ? { severity: 'warning' } : {}),
          ...(isExplained
            ? {
                severity: 'information',
                fix: { text: 'Fix the cause above; this is why clients show a TLS error instead of it.' },
              }
            : (lastWords(words, 'AUTH') ?? (/child died|priv_sock/.test(words) ? SANDBOX : {}))),
        },
      ];
    });
    return (found.length > 0 ? found : unreadable(view, explained)).slice(0, 1);
  },
};

/** What vsftpd most often says in clear, by the command that got no other answer. */
const LIKELY: Readonly<Record<string, string>> = {
  PASS: 'After PASS it is mostly "refusing to run with writable root inside chroot()": take the write permission off the user’s root directory (chmod a-w) and give a directory below it for uploads.',
  PASV: 'After PASV it is mostly an invalid pasv_address or a passive range without a free port.',
};

const SANDBOX = {
  fix: {
    text: 'The sandbox kills the process at the TLS handshake: set seccomp_sandbox=NO and restart vsftpd.',
    config: { seccomp_sandbox: 'NO' },
  },
} as const;

const READ_IT =
  'The client hides the words that are the cause. Read them in vsftpd’s log, or repeat the session in clear on the server itself.';

/** The client only says that no TLS came, on a control connection that was encrypted before. */
function unreadable(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  return view.sessions.flatMap((session): readonly CheckReport[] => {
    const note = session.notes.find((n) => n.note === 'tls-plain-text' && !explained(n));
    if (!note || !(session.secured || isAlone(session))) return [];
    const verb = session.unanswered;
    const hint = LIKELY[verb ?? ''];
    return [
      {
        evidence: `${verb === null ? 'The' : `${verb} got no reply that the client could read; the`} client says: \`${quote(note.text)}\`.`,
        about: [note],
        covers: [
          ...session.tls.filter((t) => t.outcome === 'failed'),
          ...session.notes,
          ...(session.closed ? [session.closed] : []),
        ],
        at: note.at,
        fix: { text: hint === undefined ? READ_IT : `${READ_IT} ${hint}` },
      },
    ];
  });
}

/** Nothing but the note itself was pasted. */
function isAlone({ answers: heard, target, connects, attempts }: Session): boolean {
  return heard.length === 0 && target === null && connects.length === 0 && attempts.length === 0;
}
