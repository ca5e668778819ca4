import { aftermath, answers, type Check, fromAnswers } from '../support/index.js';

/** As Pure-FTPd, IIS, Serv-U, inetutils, FileZilla Server 0.9, bftpd and others say it. */
const NO_HOME: readonly RegExp[] = [
  /\bhome ?(?:dir(?:ectory)?|folder|path)\b[^.]{0,60}\b(?:not|no|inaccessible|unavailable|missing|invalid|failed)\b/i,
  /\b(?:no|not|cannot|can.?t|couldn.?t|unable|doesn.?t|failed|invalid|missing)\b[^.]{0,40}\b(?:home|login|proper|root|initial|start) ?(?:dir(?:ectory)?|folder|path)\b/i,
  /\b(?:cannot|can.?t|couldn.?t|unable to|failed to) (?:change|chdir|cd)\b.{0,20}(?:dir|folder|\/)/i,
  /^No directory!|(?:Basis|Heimat|Home)-?verzeichnis|r[ée]pertoire (?:de base|personnel|d.accueil)/i,
];

export const authHome: Check = {
  id: 'AUTH-HOME',
  title: 'The user’s home directory is missing',
  severity: 'error',
  cause: 'server-host',
  means: 'Name and password are right, and the server has no directory to put the user into.',
  decides: 'A refusal of USER or PASS, or the end of the session there, that names the home directory.',
  spares: 'vsftpd’s own words for it (AUTH-CHROOT), and a wrong password (AUTH-BAD).',
  fix: 'Create the home directory that the account has, or correct the account; the server must be able to enter it and every directory above it.',
  metAt: { phase: 'login', place: 41 },
  judgedAt: { phase: 'login', place: 22 },
  advice: {
    pureFtpd:
      'Create the home directory that the account has, or set `CreateHomeDir yes` for homes made at the first login.',
    iis: 'Create the directory that the site’s FTP User Isolation expects (`LocalUser\\NAME` or `DOMAIN\\NAME` below the root, `LocalUser\\Public` for anonymous users), and let the user read it.',
    any: 'Create the home directory that the account has, or correct the account; {name} must be able to enter it and every directory above it.',
  },
  find: (view) => {
    const found = answers(
      view,
      ({ to, reply }) =>
        (to === 'USER' || to === 'PASS') &&
        reply.code >= 400 &&
        !reply.text.startsWith('OOPS') &&
        NO_HOME.some((words) => words.test(reply.text)),
    );
    return fromAnswers(found, { covers: found.flatMap(({ session }) => aftermath(session)) });
  },
};
