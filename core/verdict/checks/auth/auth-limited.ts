import {
  type AnswerHeard,
  answers,
  type Check,
  fromAnswers,
  hasListed,
  isAccepted,
} from '../support/index.js';

const NEEDED: ReadonlySet<string> = new Set(['PASV', 'EPSV', 'LIST', 'MLSD', 'NLST', 'CWD', 'PWD', 'TYPE']);

export const authLimited: Check = {
  id: 'AUTH-LIMITED',
  title: 'The login is accepted, and nothing is allowed after it',
  severity: 'error',
  cause: 'server-config',
  means: 'Clients log in and then get an error at every command.',
  decides:
    'After 230, passive mode or the listing is answered by 530 or 532, or by words about password or account, and nothing was listed.',
  spares: 'A refusal of one mode only (EPSV-ONLY, EPSV-BROKEN).',
  fix: 'The words of the reply tell what is missing: another step of the login, or a right of this user. Look into the server’s log. Behind a balancer the login may have gone to another server.',
  metAt: { phase: 'login', place: 44 },
  judgedAt: { phase: 'login', place: 46 },
  find: (view) => {
    if (hasListed(view) || isAccepted(view, 'PASV') || isAccepted(view, 'EPSV')) return [];
    const found = answers(
      view,
      ({ to, beforeLogin, reply }) =>
        !beforeLogin &&
        NEEDED.has(to) &&
        (reply.code === 530 ||
          reply.code === 532 ||
          reply.code === 332 ||
          isExpiry(reply) ||
          isOfAccount(reply)),
    );
    const isExpired = found.some(({ it }) => isExpiry(it.reply));
    return fromAnswers(found, {
      covers: found.flatMap(({ session }) => session.attempts),
      ...(isExpired ? EXPIRED : {}),
    });
  },
};

function isExpiry({ code, text }: AnswerHeard['reply']): boolean {
  return code >= 400 && /passw|expir|abgelaufen/i.test(text);
}

/** Words about what the account still lacks. */
function isOfAccount({ code, text }: AnswerHeard['reply']): boolean {
  return code >= 500 && /\baccount\b|\bapprov|\bactivat|\bterms\b/i.test(text);
}

const EXPIRED = {
  title: 'The login is accepted, but the password has expired',
  cause: 'client',
  fix: {
    text: 'Change the password the way the reply names (often SITE PSWD or SITE CPWD), by ssh, or let who runs the server set a new one.',
  },
} as const;
