import { saysEmptyDirectory } from '../../../reply/index.js';
import { LISTINGS } from '../../view/verbs.js';
import {
  answers,
  type Check,
  type CheckReport,
  type EvidenceView,
  type Explained,
  fromAnswers,
  hasListed,
  plainRefusal,
} from '../support/index.js';

export const dataListRefused: Check = {
  id: 'DATA-LIST-REFUSED',
  title: 'The server refuses to list the directory',
  severity: 'error',
  cause: 'server-config',
  means: 'Login works, and clients see no files.',
  decides:
    'LIST is refused and nothing was listed, while no other check knows why: in a probe with its data connection standing, in a log by a code that is about the command.',
  spares: 'A listing that came back empty (DATA-EMPTY).',
  fix: 'The data connection stood, so neither firewall nor NAT is at fault. Look at dirlist_enable, cmds_allowed, cmds_denied and deny_file, at the rights on the directory, and at SELinux.',
  settings: ['dirlist_enable', 'cmds_denied', 'cmds_allowed', 'deny_file'],
  metAt: { phase: 'transfer', place: 124 },
  judgedAt: { phase: 'last-resort', place: 50 },
  advice: {
    any: 'The data connection stood, so neither firewall nor NAT is at fault. Look at the rights on the directory, and at which commands and names {name} is told to deny.',
  },
  find: (view, explained) =>
    view.witness === 'probe'
      ? plainRefusal(view, explained, ({ to }) => to === 'LIST')
      : refusedInLog(view, explained),
};

/** Codes about the command or the directory, and none about the data connection. */
const ABOUT_COMMAND: ReadonlySet<number> = new Set([450, 500, 501, 502, 504, 550, 553]);
const UNKNOWN_COMMAND: ReadonlySet<number> = new Set([500, 501, 502, 504]);

/** A client that is told no tries another verb: what was listed then is no failure. */
function refusedInLog(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  if (hasListed(view)) return [];
  const found = answers(
    view,
    ({ to, reply }) =>
      LISTINGS.has(to) &&
      ABOUT_COMMAND.has(reply.code) &&
      !explained(reply) &&
      !reply.text.startsWith('OOPS') &&
      !saysEmptyDirectory(reply.code, reply.text),
  );
  const isOther = found.some(({ session }) =>
    session.attempts.some(
      ({ final, connects }) => final?.code === 425 || connects.some((c) => c.outcome !== 'open'),
    ),
  );
  const first = found[0]?.it;
  if (!first || isOther) return [];
  const isUnknown = UNKNOWN_COMMAND.has(first.reply.code);
  return fromAnswers(found, {
    covers: found.flatMap(({ session }) => [
      ...session.notes,
      ...session.attempts.flatMap(({ notes }) => notes),
    ]),
    ...(isUnknown ? UNKNOWN : { fix: { text: IN_LOG } }),
  });
}

const UNKNOWN = {
  title: 'The server does not take this way of listing',
  fitsAnyServer: true,
  settings: [],
  fix: {
    text: 'Let the client list with plain LIST (FileZilla: disable MLSD by a raw “OPTS” or take another client; WinSCP: “Use MLSD command for directory listing: Off”), or update the server.',
  },
} as const;
const IN_LOG =
  'The command itself was refused, so neither firewall nor NAT is at fault. Look at dirlist_enable, cmds_allowed, cmds_denied and deny_file, at the rights on the directory, and at SELinux.';
