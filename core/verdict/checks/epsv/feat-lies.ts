import { type AnswerHeard, type Check, LAST_WORDS, listed, quotedReply } from '../support/index.js';

const NO_COMMAND = [500, 501, 502, 504, 550];

export const featLies: Check = {
  id: 'FEAT-LIES',
  title: 'FEAT lists commands that the server refuses',
  severity: 'information',
  cause: 'server-config',
  means: 'Clients trust the list, and lose time or fail at the refused command.',
  decides: 'A command that FEAT lists is answered by 500, 502, 504 or 550 "Permission denied".',
  spares: 'Commands that work although FEAT leaves them out. A refused EPSV is reported as such.',
  fix: 'Compare cmds_allowed and cmds_denied with FEAT, and look for a proxy that filters commands.',
  settings: ['cmds_denied', 'cmds_allowed'],
  metAt: { phase: 'passive-reply', place: 220, asInformation: 70 },
  judgedAt: { phase: 'passive-reply', place: 80 },
  advice: { any: 'See which commands {name} is told to deny, and look for a proxy that filters commands.' },
  find: (view, explained) =>
    view.sessions.flatMap((session) => {
      const features =
        session.answers.find(({ to, reply }) => to === 'FEAT' && reply.code === 211)?.reply.text ?? '';
      const names = new Set(features.split('\n').map((line) => line.trim().split(/\s/, 1)[0]?.toUpperCase()));
      const lies = session.answers.filter(
        ({ to, reply, beforeLogin }) =>
          to !== '' &&
          names.has(to) &&
          !beforeLogin &&
          isRefusedCommand(to, reply) &&
          !explained(reply) &&
          to !== 'EPSV',
      );
      const first = lies[0];
      return first
        ? [
            {
              evidence: `FEAT lists ${listed(lies.map((l) => l.to))}, but ${first.to} was answered by ${quotedReply(first.reply)}.`,
              at: first.reply.at,
            },
          ]
        : [];
    }),
};

/** Commands whose refusal says more about a file than about the command. */
const ABOUT_FILES = new Set(['SIZE', 'MDTM', 'REST', 'MLST', 'MLSD']);

function isRefusedCommand(verb: string, { code, text }: AnswerHeard['reply']): boolean {
  if (verb === 'PASV' || verb === 'EPRT') return false;
  if (code === 550 && ABOUT_FILES.has(verb)) return /^permission denied\.?$/i.test(text.trim());
  return (
    NO_COMMAND.includes(code) && (code !== 550 || /permission denied/i.test(text)) && !LAST_WORDS.test(text)
  );
}
