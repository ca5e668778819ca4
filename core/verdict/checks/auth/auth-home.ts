import { type AnswerHeard, type Check } from '../support/index.js';
import { loginReports } from './login-reports.js';

/** The directory by its names in some languages, or a change to one that fails. */
const HOME =
  /\b(?:home|initial|start(?:ing|up)?|root|user|login|proper) ?-?(?:dir(?:ectory)?|folder|path)\b|\b(?:basis|stamm|start|home|heimat)-?verzeichnis|(?:r.{1,2}pertoire|dossier) (?:de base|de d.{1,2}part|personnel|d.accueil|racine)|directorio (?:principal|particular|de inicio|ra.{1,2}z)|\b(?:change|chdir|cd|enter|access|open|find)\b(?: to)? (?:the |your |its )?(?:dir(?:ectory)?|folder)\b|\bchdir\b|no (?:such )?(?:file or )?directory\b/i;

export const authHome: Check = {
  id: 'AUTH-HOME',
  title: 'The password is right, but the user’s home directory cannot be entered',
  severity: 'error',
  cause: 'server-host',
  means: 'This user cannot log in, whatever the password.',
  decides: 'A refusal of PASS whose words name the home directory.',
  spares: 'vsftpd’s own words (AUTH-CHROOT), and a server that goes on in another directory.',
  fix: 'Create the home directory, or correct it in the user’s account, and let the user enter it: every directory above it needs x. A network drive has to be mounted first.',
  metAt: { phase: 'login', place: 28 },
  judgedAt: { phase: 'greeting', place: 15 },
  advice: {
    proftpd:
      'Create the home directory or correct it in the account, and look at `DefaultRoot` and `DefaultChdir`.',
    pureFtpd:
      'Create the home directory, set `CreateHomeDir yes` for that (the option -j), or correct it in the account. Every directory above it needs x for the user.',
    iis: 'Create the physical path of the site and of the user’s home directory as “FTP User Isolation” wants it (LocalUser\\NAME or DOMAIN\\NAME below the root), and give the user the right to list it.',
    any: 'Create the home directory, or correct it in the account of the user in {name}, and let the user enter it.',
  },
  find: (view) => {
    const wanted = ({ to, reply: { code, text } }: AnswerHeard): boolean =>
      to === 'PASS' && code >= 400 && HOME.test(text) && !/\bOOPS\b/.test(text);
    return loginReports(view, wanted);
  },
};
