import { aftermath, answers, type Check, fromAnswers } from '../support/index.js';

export const tlsAuthFails: Check = {
  id: 'TLS-AUTH-FAILS',
  title: 'The server cannot begin TLS',
  severity: 'error',
  cause: 'tls',
  means: 'Clients that ask for TLS cannot log in, although the server knows the command.',
  decides:
    'AUTH TLS is answered by anything but 234 and a permanent refusal: 431 or 451, 334, or another odd code.',
  spares: 'A permanent refusal: TLS is not offered (TLS-NONE). A 421 (CTL-LEAVES).',
  fix: 'Look into the server’s log. Most often it cannot read its certificate or private key, the two do not belong together, or the key has a passphrase.',
  settings: ['rsa_cert_file', 'rsa_private_key_file'],
  metAt: { phase: 'tls', place: 12 },
  judgedAt: { phase: 'tls', place: 22 },
  find: (view) => {
    const found = answers(
      view,
      ({ to, reply: { code }, secured, beforeLogin }) =>
        to === 'AUTH' &&
        beforeLogin &&
        !secured &&
        code !== 234 &&
        code !== 421 &&
        code > 0 &&
        !isRefused(code),
    ).filter(({ session }) => view.witness === 'probe' || !session.secured);
    const isOther = found[0]?.it.reply.code === 334;
    return fromAnswers(found, {
      covers: found.flatMap(({ session }) => aftermath(session)),
      ...(found.some(({ session }) => session.loggedIn) ? { severity: 'warning' } : {}),
      ...(isOther ? OTHER_MECHANISM : {}),
    });
  },
};

function isRefused(code: number): boolean {
  return code >= 500 && code < 600;
}

const OTHER_MECHANISM = {
  title: 'The server answers AUTH TLS as if for another mechanism',
  fix: {
    text: 'A 334 asks for the data of a GSSAPI or Kerberos login (RFC 2228); TLS begins after 234 (RFC 4217). Update the server, or look for a proxy in between that answers for it.',
  },
} as const;
