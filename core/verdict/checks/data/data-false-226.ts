import { type Attempt, attempts, type Check, quotedReply, transferReports } from '../support/index.js';

export const dataFalse226: Check = {
  id: 'DATA-FALSE-226',
  title: 'The server reports success, but bytes are missing',
  severity: 'error',
  cause: 'network',
  means: 'The client believes that a cut file or an empty listing is complete.',
  decides:
    '226 or 250, and fewer bytes than the server itself names, or a data connection that stays open and brings nothing more; a warning where it was reset, after which it is unknown whether all had come.',
  spares: 'Empty files and directories; in logs transfers that were continued in the middle (REST).',
  fix: 'The server counts what it handed to its kernel, not what arrived: look for a connection that is cut on the way, and for lost large packets (DATA-MTU). Compare sizes after every transfer.',
  metAt: { phase: 'transfer', place: 90 },
  judgedAt: { phase: 'transfer', place: 30 },
  find: (view) => {
    const found = attempts(view).filter(({ session, it }) => {
      const { expectedBytes, command, outcome } = it.transfer ?? {};
      if (it.final?.code !== 226 && it.final?.code !== 250) return false;
      if (outcome === 'stalled') return true;
      if (outcome === 'reset' && expectedBytes === undefined) return true;
      // A probe counts from where it began.
      const resumed = view.witness !== 'probe' && session.answers.some(({ to }) => to === 'REST');
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
