import {
  answers,
  type Check,
  type CheckReport,
  type EvidenceView,
  fromAnswers,
  mainSession,
} from '../support/index.js';
import { strangeWords } from '../ctl/strange-words.js';
import { controlHandshakes, handshakeFailure } from './handshakes.js';

/** OpenSSL's, GnuTLS's and NSS's words for plain text where a record was due. */
const NOT_TLS =
  /wrong[ _]version[ _]number|first record does not look|unexpected tls packet|packet with unexpected|unknown protocol|http request|plain text/i;

export const tlsImplicitMix: Check = {
  id: 'TLS-IMPLICIT-MIX',
  title: 'Implicit and explicit TLS are mixed up',
  severity: 'error',
  cause: 'client',
  means: 'One side starts TLS at once, the other waits for a greeting in clear: the session never begins.',
  decides:
    'A TLS handshake is answered by a plain 220, or a plain client meets a port that is silent in clear and answers TLS, or the server complains of plain text.',
  fix: 'On port 21 use explicit TLS (FTPES, AUTH TLS); use implicit TLS (ftps://) only where the server has implicit_ssl=YES, usually port 990.',
  settings: ['implicit_ssl', 'listen_port'],
  metAt: { phase: 'greeting', place: 20 },
  judgedAt: { phase: 'tls', place: 10 },
  advice: {
    proftpd:
      'On port 21 use explicit TLS (FTPES, AUTH TLS); use implicit TLS (ftps://) only where a `<VirtualHost>` has `TLSOptions UseImplicitSSL`, usually on port 990.',
    pureFtpd: 'Use explicit TLS (FTPES, AUTH TLS) on port 21: Pure-FTPd itself has no implicit TLS.',
    any: 'On port 21 use explicit TLS (FTPES, AUTH TLS); use implicit TLS (ftps://) only on the port where {name} serves it, usually 990.',
  },
  find: (view) => [
    ...controlHandshakes(
      view,
      (t) =>
        t.outcome === 'failed' &&
        t.mode !== 'explicit' &&
        /^220[ -]/.test(t.plainText ?? '') &&
        // A probe tries it on the side where the greeting is slow to come.
        !greetsInClear(view),
    ).map(({ session, it }): CheckReport => ({
      evidence: handshakeFailure(it),
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
    ...controlHandshakes(
      view,
      (t) =>
        t.outcome === 'failed' &&
        t.mode === 'implicit' &&
        t.plainText === undefined &&
        NOT_TLS.test(t.error ?? ''),
    ).map(({ session, it }): CheckReport => ({
      evidence: handshakeFailure(it),
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
          /OOPS: error:[0-9A-Fa-f]+:SSL[^:]*:.*(?:wrong version number|http request|unknown protocol)/.test(
            reply.text,
          ),
      ),
      {
        fix: {
          text: 'This port expects TLS from the first byte: set the client to implicit TLS (ftps://). Or set implicit_ssl=NO.',
        },
      },
    ),
    ...silentInClear(view),
  ],
};

/** Its greeting came, be it too late or never to its end. */
function greetsInClear(view: EvidenceView): boolean {
  const main = mainSession(view);
  return main?.greeting?.code === 220 || (main !== undefined && /^220/.test(strangeWords(main)?.text ?? ''));
}

/** Nothing comes in clear, and a handshake on the same port succeeds. */
function silentInClear(view: EvidenceView): readonly CheckReport[] {
  const tls = controlHandshakes(view, (t) => t.outcome === 'established' && t.mode === 'implicit')[0];
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
