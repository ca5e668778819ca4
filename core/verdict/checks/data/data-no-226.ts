import type { Attempt, Check, CheckReport, EvidenceView, NoteSeen } from '../support/index.js';
import { aftermath, attempts, completed, quote, quotedReply, transferName } from '../support/index.js';
import { arrivedBytes, dataEnded, RECEIVED_WORDS, transferReports } from '../support/index.js';

/** How RFC 959 section 5.4 has a server end a transfer that it had begun: the way was cut, or it could not go on itself. */
const CUT = [426];

const CUT_ALONE: ReadonlySet<number> = new Set([426, 451]);

const GAVE_UP = [450, 451, 452, 551, 552];

/** It had begun, and the server says, or the reset shows, that it came to no good end. */
function brokeOff(view: EvidenceView): readonly CheckReport[] {
  const found = attempts(view).filter(
    ({ session, it }) =>
      hasBegun(view, it) && isBroken(it) && !session.answers.some(({ to }) => to === 'ABOR'),
  );
  const isOwn = found.some(({ it }) => it.final !== null && GAVE_UP.includes(it.final.code));
  return transferReports(
    found,
    (a) => `${transferName(a)}: ${a.opening ? `${quotedReply(a.opening)}, then ` : ''}${howBroken(a)}.`,
    {
      // Many programs close the data connection as soon as they have seen enough.
      ...(view.witness === 'probe' || isOwn ? {} : { severity: 'warning' }),
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

/** A log of the error alone shows no 150. */
function hasBegun({ witness }: EvidenceView, { opening, mode, final }: Attempt): boolean {
  return opening !== null || (witness === 'transcript' && mode === null && CUT_ALONE.has(final?.code ?? 0));
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
    ? `the data connection was reset${bytes}, and no final reply came`
    : `${quotedReply(final)}${bytes}`;
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

export const dataNo226: Check = {
  id: 'DATA-NO-226',
  title: 'The data arrived, the final reply did not',
  severity: 'error',
  cause: 'nat',
  means:
    'The file is complete, yet the client reports a failure or hangs: the control connection died unseen during the transfer. Or the transfer itself broke off, and the file or listing is cut: the title says which.',
  decides:
    'The data connection ended after some bytes, or as many came as were announced, and no reply followed. Or after 125 or 150 came 426, 451, 452, 551 or 552, or the data connection was reset and no word of success followed.',
  spares:
    'A transfer that stopped midway (DATA-TIMEOUT), a control connection that the server closes (CTL-BROKEN-OFF), and one that the client ended by ABOR. Under TLS vsftpd waits until the client closes the data connection properly; where 421 Data timeout follows, that is it (DATA-TIMEOUT).',
  fix: 'A NAT forgot the silent control connection: raise its timeout for established TCP (RFC 5382 asks for at least 2 hours 4 minutes), or let the client send keep-alives.',
  metAt: { phase: 'transfer', place: 100 },
  judgedAt: { phase: 'transfer', place: 40 },
  find: (view) => {
    const found = attempts(view).filter(
      ({ it }) =>
        it.final === null &&
        it.opening !== null &&
        arrivedBytes(it) > 0 &&
        dataEnded(view, it) &&
        // What ends both connections at once has forgotten neither (CTL-BROKEN-OFF).
        !(view.witness === 'probe' && it.closed?.by === 'server'),
    );
    const isWhole = view.witness !== 'transcript' || found.some(({ it }) => it.notes.some(isAll));
    const unsaid = transferReports(
      found,
      (a) => {
        const note = a.notes[0];
        const ended = view.witness !== 'transcript' ? ' and the data connection ended' : '';
        return `${a.command ?? ''}: ${arrivedBytes(a)} bytes arrived after 150${ended}, and no final reply came${note ? ` (\`${quote(note.text, 100)}\`)` : ''}.`;
      },
      isWhole ? {} : { title: 'Data arrived, the final reply did not' },
    );
    return [...unsaid, ...brokeOff(view)];
  },
};

/** The program counted as many bytes as it expected. */
function isAll({ text }: NoteSeen): boolean {
  const [, bytes, all] = RECEIVED_WORDS.exec(text) ?? [];
  return all !== undefined && Number(bytes) >= Number(all);
}
