import { aftermath, answers, type Check, fromAnswers, lastWords } from '../support/index.js';

export const tlsAuthFails: Check = {
  id: 'TLS-AUTH-FAILS',
  title: 'The server cannot begin TLS',
  severity: 'error',
  cause: 'tls',
  means: 'Clients that ask for TLS cannot log in, although the server knows the command.',
  decides:
    'AUTH TLS is answered by anything but 234 and a permanent refusal: 431 or 451, 334, or another odd code; or by a refusal whose words say what failed.',
  spares: 'A permanent refusal: TLS is not offered (TLS-NONE). A 421 (CTL-LEAVES).',
  fix: 'Look into the server’s log. Most often it cannot read its certificate or private key, the two do not belong together, or the key has a passphrase.',
  settings: ['rsa_cert_file', 'rsa_private_key_file'],
  metAt: { phase: 'tls', place: 12 },
  judgedAt: { phase: 'tls', place: 22 },
  find: (view) => {
    const found = answers(
      view,
      ({ to, reply: { code, text }, secured, beforeLogin }) =>
        to === 'AUTH' &&
        beforeLogin &&
        !secured &&
        code !== 234 &&
        code !== 421 &&
        code > 0 &&
        !isRefused(code, text),
    ).filter(({ session }) => view.witness === 'probe' || !session.secured);
    const reply = found[0]?.it.reply;
    const isOther = reply?.code === 334;
    const words = lastWords(reply?.text ?? '', 'AUTH');
    return fromAnswers(found, {
      covers: found.flatMap(({ session }) => aftermath(session)),
      ...(found.some(({ session }) => session.loggedIn) ? { severity: 'warning' } : {}),
      ...(isOther ? OTHER_MECHANISM : {}),
      ...(words ?? {}),
    });
  },
};

/** The server has TLS, tried, and says what went wrong. */
const FAILED =
  /\bOOPS\b|\bfail(?:ed|ure)\b|\b(?:cannot|could not|unable to) (?:load|read|open|init|create|build|set)/i;

export function isRefused(code: number, text: string): boolean {
  return code >= 500 && code < 600 && code !== 535 && !(FAILED.test(text) && /tls|ssl|cert|key/i.test(text));
}

const OTHER_MECHANISM = {
  title: 'The server answers AUTH TLS as if for another mechanism',
  fix: {
    text: 'A 334 asks for the data of a GSSAPI or Kerberos login (RFC 2228); TLS begins after 234 (RFC 4217). Update the server, or look for a proxy in between that answers for it.',
  },
} as const;
