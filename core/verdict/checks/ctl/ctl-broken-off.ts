import type { CheckReport, EvidenceView, Explained } from '../support/index.js';
import { type Check, mainSession, quote, READ_THE_LOG, unlessListed } from '../support/index.js';

export const ctlBrokenOff: Check = {
  id: 'CTL-BROKEN-OFF',
  title: 'The server breaks the session off without a reply',
  severity: 'error',
  cause: 'server-host',
  means:
    'The connection ends where a reply was due: the server’s process died, or something on the way cut it.',
  decides: 'The server closed the control connection instead of a reply, and no other check knows why.',
  spares: 'The end after QUIT, and a connection that is closed before the greeting (CTL-NOBANNER).',
  fix: READ_THE_LOG,
  metAt: { phase: 'transfer', place: 66 },
  judgedAt: { phase: 'last-resort', place: 70 },
  find: (view, explained) => {
    if (view.witness === 'transcript') return inLog(view, explained);
    const main = mainSession(view);
    const closed = main?.closed;
    if (!closed || closed.by !== 'server' || closed.after === 'QUIT' || explained(closed)) return [];
    const to = closed.after ?? 'the greeting';
    // What a probe broke off itself may end the session.
    if (main.attempts.some((a) => a.closed === closed && a.transfer?.outcome === 'complete')) return [];
    const hasBegun = main.attempts.some((attempt) => attempt.closed === closed && attempt.opening !== null);
    return [
      unlessListed(view, {
        title: `The server breaks the session off at ${to}`,
        ...(to === 'AUTH' ? { cause: 'tls' } : {}),
        evidence: `The server closed the connection after ${to}, without a ${hasBegun ? 'final ' : ''}reply.`,
        at: closed.at,
      }),
    ];
  },
};

/** A client or library says that the server closed the connection where a reply was due; or that is all there is. */
function inLog(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  return view.sessions
    .flatMap((session) => {
      const { closed, unanswered, answers } = session;
      if (closed?.by !== 'server' || explained(closed)) return [];
      const isDue = unanswered !== null && unanswered !== 'QUIT';
      if (!isDue && answers.length > 0) return [];
      const note = session.notes.find(
        (one) => one.note === 'connection-closed' || one.note === 'connection-reset',
      );
      const words = note ? ` (the client says \`${quote(note.text, 120)}\`)` : '';
      const where = isDue ? ` instead of answering ${unanswered}` : '';
      return [
        unlessListed(view, {
          evidence: `The server closed the control connection${where}${words}.`,
          about: [closed],
          covers: session.notes,
          at: closed.at,
        }),
      ];
    })
    .slice(0, 1);
}
