import { SESSION } from '../../session-names.js';
import type { AnswerHeard, CheckReport, EvidenceView, Session } from '../support/index.js';
import { answers, type Check, completed, fromAnswers, quote, quotedReply } from '../support/index.js';

const STORING: ReadonlySet<string> = new Set(['STOR', 'STOU', 'APPE', 'MKD', 'XMKD']);
const FULL = /no space|disk (?:is )?full|quota|exceed|storage allocation|insufficient/i;
const EXISTS = /exist/i;

export const dataUploadRefused: Check = {
  id: 'DATA-UPLOAD-REFUSED',
  title: 'The server refuses to store the file',
  severity: 'error',
  cause: 'server-config',
  means: 'Login and listings work; uploads, or new directories, do not.',
  decides:
    'STOR, STOU, APPE or MKD is answered by 550, 552, 553 or 452, vsftpd’s own log has FAIL UPLOAD or FAIL MKDIR without a byte, or the upload that a probe was asked for (`--also upload`) gets no word of success or cannot be removed again.',
  spares:
    'A directory that exists already. An anonymous user’s uploads are information: most servers refuse them on purpose.',
  fix: 'A 550 is a rule of the server: set write_enable=YES and restart vsftpd, and look at cmds_allowed, cmds_denied and deny_file. A 553 is the directory: its owner and mode must let this user write (SELinux: ftpd_full_access). In a chroot the top directory is not writable on purpose: store in a directory below it.',
  settings: ['write_enable', 'cmds_allowed', 'cmds_denied', 'deny_file'],
  metAt: { phase: 'transfer', place: 127 },
  judgedAt: { phase: 'transfer', place: 5 },
  advice: {
    proftpd:
      'Look at `<Limit WRITE>` and `<Limit STOR>`, and at owner and mode of the directory: they must let this user write. With `DefaultRoot` store in a directory below it.',
    any: 'Look at the rights that {name} gives this user, and at owner and mode of the directory. Tell your hoster: “STOR is refused for my user; please let it write in this directory, or say which directory is meant for uploads.”',
  },
  find: (view) => {
    const tested = testedUpload(view);
    const found = answers(
      { ...view, sessions: [...view.sessions, ...tested] },
      ({ to, reply }) =>
        STORING.has(to) &&
        [452, 550, 552, 553].includes(reply.code) &&
        !(to.endsWith('MKD') && EXISTS.test(reply.text)),
    );
    const first = found[0]?.it;
    if (!first) return [...logged(view), ...tested.flatMap(brokenOff), ...tested.flatMap(leftBehind)];
    return fromAnswers(found, {
      covers: found.flatMap(({ session }) => session.attempts.flatMap(({ notes }) => notes)),
      ...advised(first, view),
    });
  },
};

/** By code and words: a rule, the directory, or the space. */
function advised(
  { reply: { code, text }, user }: AnswerHeard,
  { config }: EvidenceView,
): Partial<CheckReport> {
  if (code === 552 || code === 452 || FULL.test(text))
    return {
      title: 'The server has no room for the file',
      cause: 'server-host',
      settings: [],
      fitsAnyServer: true,
      fix: { text: 'Make room on the server’s disk, or raise the user’s quota (`df -h`, `quota -u USER`).' },
    };
  if (/^(?:anonymous|ftp)$/i.test(user ?? ''))
    return {
      severity: 'information',
      settings: ['anon_upload_enable', 'anon_mkdir_write_enable', 'write_enable'],
    };
  if (code === 553)
    return {
      cause: 'server-host',
      settings: ['chroot_local_user', 'guest_enable', 'virtual_use_local_privs', 'anon_upload_enable'],
      fix: {
        text: 'The directory does not let this user write: look at its owner and mode (`ls -ld`, `chown`, `chmod u+w`) and at SELinux. In a chroot the top directory is not writable on purpose: store in a directory below it. A virtual user counts as anonymous and needs anon_upload_enable=YES or virtual_use_local_privs=YES.',
        isGeneral: true,
      },
    };
  return config?.bool('write_enable') === false ? { fix: { config: { write_enable: 'YES' } } } : {};
}

/** vsftpd's log, which names no code. */
function logged({ sessions }: EvidenceView): readonly CheckReport[] {
  const found = sessions
    .flatMap(({ notes, attempts }) => [...notes, ...attempts.flatMap((one) => one.notes)])
    .filter(({ note }) => note === 'upload-failed');
  return found.slice(0, 1).map((note) => ({
    severity: 'warning',
    evidence: `The server’s log says \`${quote(note.text)}\`, and no byte came.`,
    about: found,
    at: note.at,
    count: found.length,
  }));
}

/** The session in which a probe stores a file, on request. */
function testedUpload({ experiments }: EvidenceView): readonly Session[] {
  return experiments.filter(({ id }) => id === SESSION.upload);
}

/** STOR was accepted, and no word of success came. */
function brokenOff({ attempts }: Session): readonly CheckReport[] {
  return attempts
    .filter((one) => one.command === 'STOR' && !completed(one) && one.final?.code !== 226)
    .slice(0, 1)
    .map((one) => ({
      title: 'The upload does not come to its end',
      cause: 'server-host',
      evidence: `STOR was ${one.opening ? 'accepted' : 'sent'}, and ${one.final ? `then came ${quotedReply(one.final)}` : 'no final reply came'}.`,
      at: one.final?.at,
      fix: {
        text: 'Look into the server’s log at that time, at its disk (`df -h`), at the user’s quota, and at scanners that look into uploads.',
      },
    }));
}

/** What the probe could not take away again. */
function leftBehind({ answers: heard }: Session): readonly CheckReport[] {
  return heard
    .filter(({ to, reply }) => to === 'DELE' && reply.code >= 400)
    .map(({ reply, argument }) => ({
      key: 'left',
      severity: 'warning',
      title: 'The file of the upload test could not be removed',
      evidence: `DELE ${quote(argument ?? '')} was answered by ${quotedReply(reply)}.`,
      at: reply.at,
      fitsAnyServer: true,
      settings: [],
      fix: {
        text: `Remove ${quote(argument ?? 'the file')} on the server. Users who may store and not delete are often meant so.`,
      },
    }));
}
