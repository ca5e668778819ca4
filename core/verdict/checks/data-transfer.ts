import { completed, isActive, transferName, type Attempt } from '../view/attempt.js';
import type { Check, CheckReport } from '../check.js';
import type { NoteSeen, TlsSeen } from '../../events/observation.js';
import { quote } from '../words/quote.js';
import { experiment, attempts, type EvidenceView, type Within } from '../view/view.js';
import { quotedReply } from '../words/replies.js';
import { aftermath, type Session } from '../view/session.js';
import { SESSION } from '../session-names.js';

const DATA_COMMANDS = ['LIST', 'NLST', 'MLSD', 'RETR', 'STOR', 'APPE', 'STOU'];

const dies: Check = {
  id: 'CTL-DIES-ON-DATA',
  title: 'The server’s process dies when a transfer begins',
  severity: 'error',
  cause: 'server-host',
  means: 'Login works, and the first listing ends the session.',
  decides:
    '`500 OOPS: priv_sock_get_cmd` or `500 OOPS: child died` in answer to a transfer command, a 421 in answer to it or to PASV or EPSV, or the server closes the control connection between the command and its first reply, more than once; in active mode `500 OOPS: vsf_sysutil_bind`, which has a cause of its own. Or a probe’s session ends at any other command behind the login, and nothing else explains it.',
  spares: 'One close without a word: a reset by the network looks the same.',
  fix: 'Set seccomp_sandbox=NO, which vsftpd 3.0.3 needs on newer kernels, and restart it. If it persists, look for "vsftpd" in the kernel’s log.',
  settings: ['seccomp_sandbox'],
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
    const all = spoken.length > 0 ? [...spoken, ...mute] : mute;
    const first = all[0]?.it;
    if (!first) return leaves(view);
    const words = first.final
      ? `was answered by ${quotedReply(first.final)}`
      : 'was followed by the end of the control connection, without a reply';
    const isCertain = spoken.length > 0 || all.length > 1;
    return [
      {
        evidence: `${first.command ?? ''} ${words}.${isCertain ? '' : ' Once only: repeat the test, a network reset looks the same.'}`,
        severity: isCertain ? 'error' : 'warning',
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
      },
    ];
  },
};

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

/** One full Ethernet packet carries about this much of a listing. Bytes. */
const ONE_PACKET = 1200;

const mtu: Check = {
  id: 'DATA-MTU',
  title: 'Large packets get lost on the way',
  severity: 'error',
  cause: 'network',
  means: 'Small listings arrive, larger ones and files stop before the first byte.',
  decides:
    'A data connection opened and 150 came, but no byte of something larger than one packet, while a small transfer worked or the size is known; or a TLS handshake that is refused in a few bytes is answered, and the ordinary one with its certificate is not.',
  spares:
    'Empty directories and files: they have no bytes either. Where nothing small came either, it is not the size (DATA-TIMEOUT, DATA-TLS-STALL).',
  fix: 'Allow ICMP "fragmentation needed" (type 3 code 4, for IPv6 "packet too big") on every firewall in between, or clamp the MSS on the gateway.',
  find: (view) => {
    const stuck = lostBySize(view);
    if (stuck.length === 0) return stalledHandshake(view);
    const small = smallWorks(view);
    return transferReports(
      stuck,
      (t) =>
        `${t.transfer?.command ?? ''}: 150, the data connection was open, and no byte came${t.transfer?.expectedBytes === undefined ? '' : ` of ${t.transfer.expectedBytes}`}; a smaller transfer ${small ? 'worked' : 'was not tried'}.`,
      {
        fix: { commands: CLAMP },
      },
    );
  },
};

/** Something of one packet at most came over a data connection. */
function smallWorks(view: EvidenceView): boolean {
  return attempts(view).some(({ session, it }) => {
    const bytes = it.transfer?.bytes ?? 0;
    return completed(it) && bytes <= ONE_PACKET && (bytes > 0 || session.id === SESSION.small);
  });
}

/** Transfers of more than one packet that brought nothing, where the size is what sets them apart. */
function lostBySize(view: EvidenceView): readonly Within<Attempt>[] {
  const small = smallWorks(view);
  return attempts(view).filter(({ it }) => {
    const { transfer } = it;
    if (!transfer || it.opening === null || (transfer.bytes ?? 0) > 0) return false;
    // Where nobody counted, only the server's own complaint tells.
    const isCounted = transfer.bytes === 0 || transfer.outcome === 'stalled';
    if ((transfer.expectedBytes ?? 0) > ONE_PACKET) return isCounted && transfer.outcome !== 'reset';
    return transfer.outcome === 'stalled' && small && !isShut(it);
  });
}

/** What the server's TLS can say in a few bytes came; what carries its certificate did not. */
function stalledHandshake(view: EvidenceView): readonly CheckReport[] {
  const [first, ...more] = stalledControl(view);
  const alert = experiment(view, SESSION.smallTls)?.tls.find(({ outcome }) => outcome === 'failed');
  if (!first || !alert) return [];
  return [
    {
      title: 'The TLS handshake gets no answer: large packets get lost on the way',
      evidence: `A handshake that can only be refused was answered in a few bytes (${quote(alert.error ?? '', 60)}). The ordinary one, whose answer carries the certificate and takes more than one packet, got none.`,
      about: [first, ...more].map(({ it }) => it),
      covers: [first, ...more].flatMap(({ session }) => afterStall(session)),
      fix: {
        text: `${mtu.fix} A device that inspects TLS and drops what it does not like looks the same.`,
        commands: CLAMP,
      },
    },
  ];
}

/** Rewrites the size that both sides agree on to what the way carries. */
const CLAMP = [
  'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
] as const;

/** 150, and then nothing, or nothing more: neither side says why. */
function stoodStill(view: EvidenceView): readonly CheckReport[] {
  const bySize = new Set(lostBySize(view).map(({ it }) => it));
  const found = attempts(view).filter(
    ({ it }) =>
      it.opening !== null &&
      it.final === null &&
      it.notes.some(isTimeout) &&
      it.tls?.outcome !== 'stalled' &&
      !bySize.has(it) &&
      !dataEnded(view, it),
  );
  const started = found.some(({ it }) => arrived(it) > 0);
  return transferReports(
    found,
    (a) => {
      const so = arrived(a) > 0 ? `after ${arrived(a)} bytes nothing more came` : 'no byte came';
      const words = quote(a.notes.find(isTimeout)?.text ?? '', 120);
      return `${a.command ?? ''}: ${a.opening ? quotedReply(a.opening) : ''}, then ${so}${view.witness === 'probe' ? '' : `; the client says \`${words}\``}.`;
    },
    {
      severity: started ? 'error' : 'warning',
      title: started ? 'The transfer stopped midway' : 'The transfer began, and nothing came',
      fitsAnyServer: true,
      fix: {
        text: 'The connection stood and carried nothing: look at what is between client and server (a proxy or balancer that takes connections itself, a firewall that loses track, lost large packets), and at the server’s disk and log. Compare with a client inside the server’s network, and with a small file.',
      },
    },
  );
}

function isTimeout({ note }: NoteSeen): boolean {
  return note === 'timeout';
}

const RECEIVED = /\b(\d{1,15}) (?:out of (\d{1,15}) )?bytes received/;

/** The data connection came to its end, or all that was announced had come. */
function dataEnded({ witness }: EvidenceView, { transfer, notes }: Attempt): boolean {
  const { outcome, bytes, expectedBytes } = transfer ?? {};
  if (witness === 'probe') return outcome === 'unfinished' || outcome === 'complete';
  if (bytes !== undefined && expectedBytes !== undefined && bytes < expectedBytes) return false;
  // A program that does not say how much there is to come does not tell.
  return notes.some(({ text }) => {
    const [, count, all] = RECEIVED.exec(text) ?? [];
    return Number(count ?? 0) > 0 && (all === undefined || Number(count) >= Number(all));
  });
}

/** Bytes that came, as the transfer or the client's words tell; 0 where nothing does. */
function arrived({ transfer, notes }: Attempt): number {
  if (transfer?.bytes !== undefined) return transfer.bytes;
  for (const { text } of notes) {
    const bytes = RECEIVED.exec(text)?.[1];
    if (bytes !== undefined) return Number(bytes);
  }
  return 0;
}

/** The server itself ended the transfer with an error. */
function isShut({ final }: Attempt): boolean {
  return final !== null && final.code >= 400 && final.code !== 421;
}

function transferReports(
  found: readonly Within<Attempt>[],
  describe: (attempt: Attempt) => string,
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first) return [];
  return [
    {
      evidence: describe(first),
      about: found.map(({ it }) => it.transfer ?? it.final ?? it),
      covers: found.flatMap(({ it }) => [...it.notes, ...(it.final ? [it.final] : [])]),
      at: first.final?.at ?? first.transfer?.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

const false226: Check = {
  id: 'DATA-FALSE-226',
  title: 'The server reports success, but bytes are missing',
  severity: 'error',
  cause: 'network',
  means: 'The client believes that a cut file or an empty listing is complete.',
  decides:
    '226 or 250, and fewer bytes than the server itself names, or a data connection that stays open and brings nothing more; a warning where it was reset, after which nobody knows whether all had come.',
  spares: 'Empty files and directories; transfers that were continued in the middle (REST).',
  fix: 'The server counts what it handed to its kernel, not what arrived: look for a connection that is cut on the way, and for lost large packets (DATA-MTU). Compare sizes after every transfer.',
  find: (view) => {
    const found = attempts(view).filter(({ session, it }) => {
      const { expectedBytes, command, outcome } = it.transfer ?? {};
      if (it.final?.code !== 226 && it.final?.code !== 250) return false;
      if (outcome === 'stalled') return true;
      if (outcome === 'reset' && expectedBytes === undefined) return true;
      const resumed = session.answers.some(({ to }) => to === 'REST');
      return it.transfer?.bytes !== undefined && isShort(it) && command !== 'STOR' && !resumed;
    });
    const isLost = found.some(({ it }) => it.transfer?.outcome !== 'reset' || isShort(it));
    return transferReports(
      found,
      ({ final, transfer }) => {
        const { bytes = 0, expectedBytes, outcome } = transfer ?? {};
        const of = expectedBytes === undefined ? ' bytes' : ` of ${expectedBytes} bytes`;
        const end =
          outcome === 'reset'
            ? '; the data connection did not end but was reset'
            : expectedBytes === undefined
              ? `; the data connection stayed open, and nothing ${bytes > 0 ? 'more ' : ''}came`
              : '';
        return `${final ? quotedReply(final) : '226'} after ${bytes}${of}${end}.`;
      },
      isLost ? {} : { severity: 'warning', title: 'The server reports success, but bytes may be missing' },
    );
  },
};

/** Fewer bytes came than were announced. */
function isShort({ transfer }: Attempt): boolean {
  const { bytes = 0, expectedBytes } = transfer ?? {};
  return expectedBytes !== undefined && bytes < expectedBytes;
}

/** How RFC 959 section 5.4 has a server end a transfer that it had begun: the way was cut, or it could not go on itself. */
const CUT = [426];
const GAVE_UP = [451, 452, 551, 552];

/** It had begun, and the server says, or the reset shows, that it came to no good end. */
function brokeOff(view: EvidenceView): readonly CheckReport[] {
  const found = attempts(view).filter(
    ({ session, it }) =>
      it.opening !== null && isBroken(it) && !session.answers.some(({ to }) => to === 'ABOR'),
  );
  const isOwn = found.some(({ it }) => it.final !== null && GAVE_UP.includes(it.final.code));
  return transferReports(
    found,
    (a) => `${transferName(a)}: ${a.opening ? quotedReply(a.opening) : ''}, ${howBroken(a)}.`,
    {
      // Many programs close the data connection as soon as they have seen enough.
      ...(view.witness === 'probe' ? {} : { severity: 'warning' }),
      key: 'broke off',
      covers: found.flatMap(({ session, it }) => [
        ...it.notes,
        ...(it.transfer ? [it.transfer] : []),
        ...(it.closed ? aftermath(session) : []),
      ]),
      about: found.map(({ it }) => it.final ?? it.transfer ?? it),
      fitsAnyServer: true,
      ...(isOwn ? SERVER_GAVE_UP : CUT_ON_THE_WAY),
    },
  );
}

function isBroken(attempt: Attempt): boolean {
  const { final, transfer } = attempt;
  // A probe that has read enough closes the connection itself.
  if (completed(attempt)) return false;
  return final === null
    ? transfer?.outcome === 'reset'
    : CUT.includes(final.code) || GAVE_UP.includes(final.code);
}

function howBroken({ final, transfer }: Attempt): string {
  const bytes = transfer?.bytes === undefined ? '' : ` after ${transfer.bytes} bytes`;
  return final === null
    ? `then the data connection was reset${bytes}, and no final reply came`
    : `then ${quotedReply(final)}${bytes}`;
}

const CUT_ON_THE_WAY = {
  title: 'The transfer broke off',
  cause: 'network',
  fix: {
    text: 'Compare with a client inside the server’s network, and with a small file. Look for a firewall or balancer that ends connections after some time or some bytes, and into the server’s log.',
  },
} as const satisfies Omit<CheckReport, 'evidence'>;

const SERVER_GAVE_UP = {
  title: 'The server could not go on with the transfer',
  cause: 'server-host',
  fix: {
    text: 'Look into the server’s log, and at the disk: free space and quota where something was written, the file and the rights on it where something was read.',
  },
} as const satisfies Omit<CheckReport, 'evidence'>;

const listFormat: Check = {
  id: 'LIST-FORMAT',
  title: 'The listing has a form that clients do not know',
  severity: 'warning',
  cause: 'server-host',
  means: 'The transfer works, and the client shows an empty or garbled directory.',
  decides: 'Most lines of a listing read neither like `ls -l` nor like DIR nor as facts of MLSD (RFC 3659).',
  spares: 'Empty listings, and lists of bare names (NLST).',
  fix: 'vsftpd lists like `ls -l`, in English: something else answers, or changes the listing on the way. MLSD, where the server knows it, reads the same everywhere.',
  find: (view) => {
    const found = attempts(view).filter(
      ({ it }) => it.transfer?.format === 'unknown' && it.transfer.command !== 'NLST' && completed(it),
    );
    return transferReports(found, ({ transfer }) => {
      const { command = '', entries = 0, bytes = 0 } = transfer ?? {};
      return `${command} brought ${entries} ${entries === 1 ? 'line' : 'lines'} (${bytes} bytes) of no known form.`;
    });
  },
};

const no226: Check = {
  id: 'DATA-NO-226',
  title: 'The data arrived, the final reply did not',
  severity: 'error',
  cause: 'nat',
  means:
    'The file is complete, yet the client reports a failure or hangs: the control connection died unseen during the transfer. Or the transfer itself broke off, and the file or listing is cut: the title says which.',
  decides:
    'The data connection ended after some bytes, or as many came as were announced, and no reply followed. Or behind 125 or 150 came 426, 451, 452, 551 or 552, or the data connection was reset and no word of success followed.',
  spares:
    'A transfer that stopped midway (DATA-TIMEOUT), and one that the client ended by ABOR. Under TLS vsftpd waits until the client closes the data connection properly; where 421 Data timeout follows, that is it (DATA-TIMEOUT).',
  fix: 'A NAT forgot the silent control connection: raise its timeout for established TCP (RFC 5382 asks for at least 2 hours 4 minutes), or let the client send keep-alives.',
  find: (view) => {
    const found = attempts(view).filter(
      ({ it }) => it.final === null && it.opening !== null && arrived(it) > 0 && dataEnded(view, it),
    );
    const isWhole = view.witness === 'probe' || found.some(({ it }) => it.notes.some(isAll));
    const unsaid = transferReports(
      found,
      (a) => {
        const note = a.notes[0];
        const ended = view.witness === 'probe' ? ' and the data connection ended' : '';
        return `${a.command ?? ''}: ${arrived(a)} bytes arrived after 150${ended}, and no final reply came${note ? ` (\`${quote(note.text, 100)}\`)` : ''}.`;
      },
      isWhole ? {} : { title: 'Data arrived, the final reply did not' },
    );
    return [...unsaid, ...brokeOff(view)];
  },
};

/** The program counted as many bytes as it expected. */
function isAll({ text }: NoteSeen): boolean {
  const [, bytes, all] = RECEIVED.exec(text) ?? [];
  return all !== undefined && Number(bytes) >= Number(all);
}

const empty: Check = {
  id: 'DATA-EMPTY',
  title: 'The listing came back empty',
  severity: 'information',
  cause: 'server-host',
  means: 'The transfer worked and brought no entries. If the directory is really empty, all is well.',
  decides:
    '226 to a listing of no bytes or entries; or a refusal of LIST, or of CWD to the directory that was asked for.',
  spares: 'A probe says instead that a transfer of data was not tested.',
  fix: 'If files should be there: look at the permissions of the directory, at names that begin with a dot (force_dot_files), at hide_file, and on SELinux at ftp_home_dir.',
  settings: ['hide_file', 'force_dot_files'],
  find: (view) => {
    if (view.witness === 'probe') return [];
    const found = attempts(view).filter(({ it }) => isEmptyListing(it));
    return transferReports(found, (a) => `${a.final ? quotedReply(a.final) : '226'}, no entries.`);
  },
};

/** A listing that ended well and brought nothing, where nothing says how much there should be. */
export function isEmptyListing(attempt: Attempt): boolean {
  const { transfer } = attempt;
  return (
    transfer !== null &&
    ['LIST', 'NLST', 'MLSD'].includes(transfer.command) &&
    completed(attempt) &&
    (transfer.expectedBytes ?? 0) === 0 &&
    (transfer.bytes === 0 || transfer.entries === 0)
  );
}

const stalled: Check = {
  id: 'DATA-TIMEOUT',
  title: 'The server gave up on a transfer that stood still',
  severity: 'error',
  cause: 'network',
  means:
    'No byte moved for data_connection_timeout seconds: one side stopped reading or writing, or packets were lost.',
  decides:
    '`421 Data timeout`; or 150, and the client waits in vain for the first byte or for more, with nothing that tells why.',
  spares:
    'The 421 of an idle session (IDLE-SERVER). Where small transfers pass and large ones do not, it is the size (DATA-MTU).',
  fix: 'See why the client stopped: a full disk, a paused transfer, or a client that does not close its TLS data connection. For slow links raise data_connection_timeout.',
  settings: ['data_connection_timeout'],
  find: (view: EvidenceView) => {
    const isDataTimeout = (text: string): boolean => /data timeout|data connection timed? ?out/i.test(text);
    const found = attempts(view).filter(({ it }) => it.final?.code === 421 && isDataTimeout(it.final.text));
    if (found.length > 0) {
      return transferReports(
        found,
        (a) => `${a.final ? quotedReply(a.final) : ''} in answer to ${a.command ?? 'a transfer'}.`,
      ).map((report) => ({
        ...report,
        about: found.map(({ it }) => it.final ?? it),
        covers: found.flatMap(({ session, it }) => [
          ...it.notes,
          ...(it.transfer ? [it.transfer] : []),
          ...(session.closed ? [session.closed] : []),
        ]),
      }));
    }
    const said = view.sessions
      .flatMap((s) => s.answers.filter(({ reply }) => reply.code === 421 && isDataTimeout(reply.text)))
      .slice(0, 1)
      .map(({ reply }): CheckReport => ({ evidence: `${quotedReply(reply)}.`, about: [reply], at: reply.at }));
    return said.length > 0 ? said : stoodStill(view);
  },
};

/** Control connections whose greeting came and whose TLS handshake got no answer. */
export function stalledControl(view: EvidenceView): readonly Within<TlsSeen>[] {
  if (view.witness !== 'probe') return [];
  return view.sessions.flatMap((session) => {
    const it = session.tls.find(({ outcome }) => outcome === 'stalled');
    return it && session.greeting !== null ? [{ session, it }] : [];
  });
}

/** What follows from a handshake without an answer. */
export function afterStall({ notes, closed }: Session): readonly object[] {
  return [...notes, ...(closed ? [closed] : [])];
}

/** Before the transfers: the server’s own end. */
export const DATA_SERVER: readonly Check[] = [dies];
/** What becomes of bytes and final replies. */
export const DATA_TRANSFER: readonly Check[] = [stalled, mtu, false226, no226, listFormat, empty];
