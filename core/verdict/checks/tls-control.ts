import { classOf } from '../../reply/index.js';
import { fromAnswers, type Check, type Explained, type CheckReport } from '../check.js';
import type { TlsSeen } from '../../events/observation.js';
import { quote } from '../words/quote.js';
import type { Session } from '../view/session.js';
import { answers, experiment, type EvidenceView, type Within } from '../view/view.js';
import { isInner, isLoopback } from '../view/addresses.js';
import { saidReply } from '../words/replies.js';
import { isSecondConnection, SESSION } from '../session-names.js';

/** OpenSSL's, GnuTLS's and NSS's words for plain text where a record was due. */
const NOT_TLS =
  /wrong[ _]version[ _]number|unexpected tls packet|packet with unexpected|unknown protocol|http request|plain text/i;

function controlTls(view: EvidenceView, wanted: (seen: TlsSeen) => boolean): readonly Within<TlsSeen>[] {
  return view.sessions.flatMap((session) => session.tls.filter(wanted).map((it) => ({ session, it })));
}

function failure({ error, plainText }: TlsSeen): string {
  const words = plainText === undefined ? '' : ` The server had sent \`${quote(plainText, 120)}\` in clear.`;
  return `The TLS handshake failed${error === undefined ? '' : `: \`${quote(error)}\``}.${words}`;
}

const implicitMix: Check = {
  id: 'TLS-IMPLICIT-MIX',
  title: 'Implicit and explicit TLS are mixed up',
  severity: 'error',
  cause: 'client',
  means: 'One side starts TLS at once, the other waits for a greeting in clear: the session never begins.',
  decides:
    'A TLS handshake is answered by a plain 220, or a plain client meets a port that is silent in clear and answers TLS, or the server complains of plain text.',
  fix: 'On port 21 use explicit TLS (FTPES, AUTH TLS); use implicit TLS (ftps://) only where the server has implicit_ssl=YES, usually port 990.',
  settings: ['implicit_ssl', 'listen_port'],
  find: (view) => [
    ...controlTls(
      view,
      (t) => t.outcome === 'failed' && t.mode !== 'explicit' && /^220[ -]/.test(t.plainText ?? ''),
    ).map(({ session, it }): CheckReport => ({
      evidence: failure(it),
      about: [it],
      covers: [
        ...session.notes,
        ...session.answers.map(({ reply }) => reply),
        ...(session.closed ? [session.closed] : []),
      ],
      at: it.at,
      fix: {
        text: 'This port expects explicit TLS: set the client to FTPES (ftp:// with AUTH TLS), not to implicit ftps://.',
      },
    })),
    ...controlTls(
      view,
      (t) =>
        t.outcome === 'failed' &&
        t.mode === 'implicit' &&
        t.plainText === undefined &&
        NOT_TLS.test(t.error ?? ''),
    ).map(({ session, it }): CheckReport => ({
      evidence: failure(it),
      about: [it],
      covers: session.notes,
      at: it.at,
    })),
    ...fromAnswers(
      answers(
        view,
        ({ reply, secured }) =>
          !secured &&
          reply.code === 500 &&
          /OOPS: error:[0-9A-Fa-f]+:SSL[^:]*:+.*(?:wrong version number|http request|unknown protocol)/.test(
            reply.text,
          ),
      ),
      {
        fix: {
          text: 'This port expects TLS from the first byte: set the client to implicit TLS (ftps://), or set implicit_ssl=NO.',
        },
      },
    ),
    ...silentInClear(view),
  ],
};

/** Nothing comes in clear, and a handshake on the same port succeeds. */
function silentInClear(view: EvidenceView): readonly CheckReport[] {
  const tls = controlTls(view, (t) => t.outcome === 'established' && t.mode === 'implicit')[0];
  const mute = view.sessions.find(
    (session) =>
      !session.secured && session.answers.length === 0 && session.notes.some((n) => n.note === 'timeout'),
  );
  if (!tls || !mute || mute === tls.session) return [];
  return [
    {
      evidence: 'No greeting came in clear; a TLS handshake on the same port succeeded.',
      about: [...mute.notes],
      covers: mute.closed ? [mute.closed] : [],
      fix: { text: 'This port expects TLS from the first byte: set the client to implicit TLS (ftps://).' },
    },
  ];
}

const none: Check = {
  id: 'TLS-NONE',
  title: 'The server does not offer TLS',
  severity: 'warning',
  cause: 'server-config',
  means: 'User names, passwords and files travel in clear, and clients that insist on TLS cannot log in.',
  decides:
    'AUTH TLS is refused (500, 502, 504, 530 or 534), or answered by the end of the session, and no AUTH succeeded. vsftpd without ssl_enable answers 530.',
  spares:
    'A FEAT without AUTH TLS: vsftpd 3.0.5 leaves the line out although TLS works. On loopback nothing is exposed; on inner networks, in laboratories and for anonymous users it is only worth knowing.',
  fix: 'Set ssl_enable=YES with rsa_cert_file and rsa_private_key_file, and restart vsftpd.',
  settings: ['ssl_enable'],
  find: (view) => {
    if (view.sessions.some((session) => session.secured)) return [];
    const found = answers(
      view,
      ({ to, reply, beforeLogin, argument }) =>
        to === 'AUTH' &&
        beforeLogin &&
        [500, 502, 504, 530, 534].includes(reply.code) &&
        !/^SSL$/i.test(argument ?? ''),
    );
    const wentOn = found.some(
      ({ session }) => session.user !== null || session.answers.some(({ to }) => to === 'USER'),
    );
    if (wentOn && found.some(({ session }) => isLoopback(session.peer))) return [];
    const isHarmless = found.every(
      ({ session }) =>
        classOf(session.peer ?? '') === 'documentation' || /^(?:anonymous|ftp)$/i.test(session.user ?? ''),
    );
    const inside = found.some(({ session }) => isInner(session.peer)) || view.witness === 'transcript';
    return fromAnswers(found, {
      severity: wentOn ? (inside || isHarmless ? 'information' : 'warning') : 'error',
      covers: found.flatMap(({ session }) => session.notes.filter((n) => n.note === 'tls-error')),
      fix: { config: { ssl_enable: 'YES' } },
    });
  },
};

const WRONG_VERSION =
  /unsupported protocol|protocol version|no protocols available|version too low|inappropriate fallback/i;
const OLD = /^(?:SSLv[23]|TLSv1(?:\.[01])?)$/;

const version: Check = {
  id: 'TLS-VERSION',
  title: 'Server and clients have no current TLS version in common',
  severity: 'error',
  cause: 'tls',
  means: 'Current clients refuse TLS 1.0 and 1.1, and those that accept them are not safe.',
  decides:
    'A handshake fails over the protocol version, or ends in TLS 1.1 or older, be it on a second connection that allows those.',
  spares:
    'The words tell which side refused: an alert comes from the other side, anything else from the tester’s own library.',
  fix: 'Allow TLS 1.2 and 1.3 on the server: ssl_tlsv12=YES and ssl_tlsv13=YES on Debian and upstream 3.0.5, ssl_tlsv1_2 and ssl_tlsv1_3 on Red Hat. vsftpd 3.0.3 needs a current OpenSSL.',
  settings: [
    'ssl_tlsv1',
    'ssl_tlsv11',
    'ssl_tlsv12',
    'ssl_tlsv13',
    'ssl_tlsv1_1',
    'ssl_tlsv1_2',
    'ssl_tlsv1_3',
  ],
  find: (view) => [
    ...controlTls(
      view,
      (t) =>
        t.outcome === 'failed' &&
        // The server's own words, where it could still say them, weigh more than what a second handshake shows.
        (t.plainText === undefined
          ? WRONG_VERSION.test(t.error ?? '') || OLD.test(oldHandshake(view)?.protocol ?? '')
          : WRONG_VERSION.test(t.plainText)),
    ).map(({ session, it }): CheckReport => ({
      ...(isSecondConnection(session.id) ? { severity: 'warning' } : {}),
      evidence: `${failure(it)} ${oldWords(view) ?? `${/alert/i.test(it.error ?? '') ? 'The server' : 'The client’s library'} refused.`}`,
      about: [it],
      covers: session.notes,
      at: it.at,
    })),
    ...controlTls(view, (t) => t.outcome === 'established' && OLD.test(t.protocol ?? ''))
      .slice(0, 1)
      .map(({ it }): CheckReport => ({
        severity: 'warning',
        evidence: `Negotiated: ${quote(it.protocol ?? '', 20)}.`,
        title: 'The server speaks old TLS versions only',
        at: it.at,
      })),
  ],
};

/** The handshake that allowed what is old, where it came about. */
function oldHandshake(view: EvidenceView): TlsSeen | undefined {
  return experiment(view, SESSION.oldTls)?.tls.find(({ outcome }) => outcome === 'established');
}

function oldWords(view: EvidenceView): string | null {
  const old = oldHandshake(view);
  return old
    ? `With everything old allowed it succeeds: ${quote(old.protocol ?? 'TLS', 20)}, ${quote(old.cipher ?? '', 60)}.`
    : null;
}

const cipher: Check = {
  id: 'TLS-CIPHER',
  title: 'Server and client have no cipher in common',
  severity: 'error',
  cause: 'tls',
  means: 'No TLS session comes about, so clients with TLS cannot log in.',
  decides: 'The handshake ends in handshake_failure or "no shared cipher".',
  fix: 'Set ssl_ciphers=HIGH: builds of upstream allow only DES-CBC3-SHA by default, which no current client offers. On 3.0.5 ssl_tlsv1=YES without ssl_tlsv11=YES has the same effect.',
  settings: ['ssl_ciphers'],
  find: (view) =>
    controlTls(
      view,
      (t) =>
        t.outcome === 'failed' &&
        /handshake[ _]failure|no[ _](?:shared|ciphers?)[ _]?(?:cipher|available|match)?/i.test(
          `${t.error ?? ''} ${t.plainText ?? ''}`,
        ),
    ).map(({ session, it }) => ({
      ...(isSecondConnection(session.id) ? { severity: 'warning' as const } : {}),
      evidence: [failure(it), oldWords(view) ?? ''].join(' ').trimEnd(),
      about: [it],
      covers: session.notes,
      at: it.at,
      fix: { config: { ssl_ciphers: 'HIGH' } },
    })),
};

const plainText: Check = {
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
          // Nobody had asked for TLS: it is others who will meet it.
          ...(isSecondConnection(session.id) ? { severity: 'warning' } : {}),
          ...(isExplained
            ? {
                severity: 'information',
                fix: { text: 'Mend the cause above; this is why clients show a TLS error instead of it.' },
              }
            : /child died|priv_sock/.test(words)
              ? {
                  fix: {
                    text: 'The sandbox kills the process at the TLS handshake: set seccomp_sandbox=NO and restart vsftpd.',
                    config: { seccomp_sandbox: 'NO' },
                  },
                }
              : {}),
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

/** How TLS on the control connection comes about, before a login. */
export const TLS_CONTROL: readonly Check[] = [implicitMix, none, version, cipher];
/** Runs after the checks that read the server's words. */
export const TLS_PLAIN_TEXT: Check = plainText;
