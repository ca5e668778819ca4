import {
  type Check,
  type CheckReport,
  isActive,
  hasListed,
  transferName,
  aftermath,
  attempts,
  type EvidenceView,
  quotedReply,
  type Attempt,
  completed,
  isPassive,
} from '../support/index.js';

const DATA_COMMANDS = ['LIST', 'NLST', 'MLSD', 'RETR', 'STOR', 'APPE', 'STOU'];

export const ctlDiesOnData: Check = {
  id: 'CTL-DIES-ON-DATA',
  title: 'The server’s process dies when a transfer begins',
  severity: 'error',
  cause: 'server-host',
  means: 'Login works, and the first listing ends the session.',
  decides:
    '`500 OOPS: priv_sock_get_cmd` or `500 OOPS: child died` in answer to a transfer command, a 421 in answer to it or to PASV or EPSV, or the server closes the control connection between the command and its first reply, more than once; in active mode `500 OOPS: vsf_sysutil_bind`, whose cause is another one.',
  spares: 'One close without a word: a reset by the network looks the same.',
  fix: 'Set seccomp_sandbox=NO, which vsftpd 3.0.3 needs on newer kernels, and restart it. If it persists, look for "vsftpd" in the kernel’s log.',
  settings: ['seccomp_sandbox'],
  metAt: { phase: 'transfer', place: 60 },
  judgedAt: { phase: 'passive-reply', place: 90 },
  advice: {
    any: 'Look for the process that died in the logs of {name} and of the kernel, and update {name}.',
  },
  find: (view) => {
    const bound = withoutPort20(view);
    if (bound.length > 0) return bound;
    const found = attempts(view).filter(
      ({ it }) => it.command !== null && DATA_COMMANDS.includes(it.command) && it.opening === null,
    );
    // It may have said 150 before.
    const spoken = attempts(view).filter(({ it }) =>
      /OOPS: .{0,40}(?:priv_sock_get_cmd|child died)/.test(it.final?.text ?? ''),
    );
    const mute = found.filter(
      ({ it }) =>
        it.final === null &&
        it.closed?.by === 'server' &&
        it.closed.after !== 'QUIT' &&
        it.endpoint !== null &&
        !it.notes.some((n) => n.note === 'timeout'),
    );
    const cut = view.witness === 'probe' ? [] : attempts(view).filter(({ it }) => isCut(it));
    const all = [...new Set([...spoken, ...mute, ...cut])];
    const first = all[0]?.it;
    if (!first) return leaves(view);
    const words = first.final
      ? `was answered by ${quotedReply(first.final)}`
      : `was followed by the end of the control connection, without a ${first.opening ? 'final ' : ''}reply`;
    const isCertain = spoken.length > 0 || all.length > 1;
    // A log ends there: it is what made the transfer fail.
    const isWorst =
      isCertain || (view.witness !== 'probe' && !attempts(view).some(({ it }) => completed(it)));
    return {
      evidence: `${first.command ?? first.mode ?? 'The transfer'} ${words}.${isCertain ? '' : ' Once only: repeat the test, a network reset looks the same.'}`,
      severity: isWorst ? 'error' : 'warning',
      about: all.map(({ it }) => it.final ?? it.closed ?? it),
      covers: all.flatMap(({ session, it }) => [
        ...it.notes,
        ...(it.closed ? [it.closed] : []),
        ...(session.closed ? [session.closed] : []),
        ...(it.transfer ? [it.transfer] : []),
      ]),
      at: first.final?.at ?? first.closed?.at,
      count: all.length,
      fix: { config: { seccomp_sandbox: 'NO' } },
    };
  },
};

/** A log of a client: the session ended after 150, or where the answer to PASV or EPSV was due. */
function isCut(attempt: Attempt): boolean {
  const { closed, final, refusal, opening, accepted, notes, command, connects } = attempt;
  if (final !== null || refusal !== null || closed?.by !== 'server' || closed.after === 'QUIT') return false;
  if (connects.length > 0 || notes.some(({ note }) => note === 'timeout')) return false;
  return opening !== null || (accepted === null && command === null && isPassive(attempt));
}

/**
 * In active mode vsftpd opens the data connection itself, from port 20 where it is told so. With port_promiscuous=YES
 * the half of it that has no right to such a port does that (ftpdataio.c), and ends.
 */
function withoutPort20(view: EvidenceView): readonly CheckReport[] {
  const found = attempts(view).filter(
    ({ it }) => isActive(it) && it.refusal === null && /OOPS: vsf_sysutil_bind/.test(it.final?.text ?? ''),
  );
  const first = found[0]?.it;
  if (!first?.final) return [];
  return [
    {
      title: 'The server may not use the port that it is to open active data connections from',
      evidence: `${first.mode ?? ''} was accepted, and ${transferName(first)} was answered by ${quotedReply(first.final)}.`,
      cause: 'server-config',
      about: found.map(({ it }) => it.final ?? it),
      // What follows are the last words of its other half.
      covers: found.flatMap(({ session, it }) => [
        ...aftermath(session),
        ...session.attempts
          .slice(session.attempts.indexOf(it))
          .flatMap(({ notes, final, transfer }) => [...notes, final ?? [], transfer ?? []].flat()),
      ]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      settings: ['port_promiscuous', 'connect_from_port_20', 'ftp_data_port'],
      fix: {
        text: 'Set port_promiscuous=NO, which is the default, and restart vsftpd: with YES a process without rights opens these connections, and with connect_from_port_20=YES it would need port 20. If transfers from server to server are needed, set connect_from_port_20=NO instead.',
        config: { port_promiscuous: 'NO' },
      },
    },
  ];
}

/** `421 Service not available` where a port or a transfer was due, for no reason that other checks know. */
function leaves(view: EvidenceView): readonly CheckReport[] {
  const found = attempts(view).flatMap(({ session, it }) => {
    const reply = it.refusal ?? (it.opening === null ? it.final : null);
    const isPlain = reply?.code === 421 && !/too many|maximum|time.?d? ?out|idle|inactiv/i.test(reply.text);
    return reply && isPlain ? [{ session, it, reply }] : [];
  });
  const [first] = found;
  if (!first) return [];
  return [
    {
      ...(hasListed(view) ? { severity: 'warning' as const } : {}),
      title: 'The server ends the session when a data connection is asked for',
      evidence: `${first.it.command ?? first.it.mode ?? 'The transfer'} was answered by ${quotedReply(first.reply)}.`,
      about: found.map(({ reply }) => reply),
      covers: found.flatMap(({ session, it }) => [
        ...it.notes,
        ...session.notes,
        ...(it.transfer ? [it.transfer] : []),
        ...(session.closed ? [session.closed] : []),
      ]),
      at: first.reply.at,
      count: found.length,
      fix: {
        text: 'Look into the server’s log for its reason: it may be shutting down, or out of memory, processes or ports.',
      },
    },
  ];
}
