import type { Check, CheckReport, EvidenceView, ReplySeen, Session } from '../support/index.js';
import { answers, everySession, fromAnswers } from '../support/index.js';
import { idleTimeoutOf } from './idle-timeout.js';

/** RFC 1123 section 4.1.3.2 asks for at least five minutes; so does vsftpd's default. */
const SHORT_SECONDS = 300;
/** No server counts shorter than a second. */
const AT_ONCE_MS = 900;

export const idleServer: Check = {
  id: 'IDLE-SERVER',
  title: 'The server closed an idle session',
  severity: 'warning',
  cause: 'server-config',
  means: 'Clients that wait longer than idle_session_timeout between commands must log in anew.',
  decides: '`421 Timeout.`, or STAT names a limit below the five minutes that RFC 1123 asks for.',
  spares:
    'The 421 about a data connection (DATA-TIMEOUT) and about too many clients (CTL-BUSY). A short limit that was not met is only worth knowing.',
  fix: 'Raise idle_session_timeout (300 seconds by default), or let the client send NOOP now and then.',
  settings: ['idle_session_timeout'],
  metAt: { phase: 'later', place: 10, asInformation: 130 },
  judgedAt: { phase: 'later', place: 10 },
  advice: {
    proftpd: 'Raise `TimeoutIdle` (600 seconds by default), or let the client send NOOP now and then.',
    pureFtpd: 'Raise `MaxIdleTime` (minutes, 15 by default), or let the client send NOOP now and then.',
  },
  find: (view) => {
    const found = answers(
      { ...view, sessions: everySession(view) },
      ({ reply }) =>
        reply.code === 421 &&
        /time.?out|control connection timed out|idle|inactiv|no.transfer.time/i.test(reply.text) &&
        !/data/i.test(reply.text),
    ).filter(({ session, it: { reply } }) => view.witness !== 'probe' || hasWaited(session, reply));
    const seconds = idleTimeoutOf(view);
    if (found.length === 0) return shortLimit(view, seconds);
    const suffix = seconds === undefined ? '' : ` The limit is ${seconds} s.`;
    const covers = found.flatMap(({ session }) => [
      ...session.notes,
      ...(session.closed ? [session.closed] : []),
    ]);
    const fix = { config: { idle_session_timeout: `${SHORT_SECONDS}` } };
    const isShort = seconds !== undefined && seconds > 0 && seconds < SHORT_SECONDS;
    return fromAnswers(found, { covers, ...(isShort ? { fix } : {}) }).map((report) => ({
      ...report,
      evidence: report.evidence + suffix,
    }));
  },
};

/** An answer that came at once, in a session without pauses, ended no idle one. */
function hasWaited({ longestPauseMs }: Session, { durationMs = AT_ONCE_MS, ms }: ReplySeen): boolean {
  return durationMs >= AT_ONCE_MS || longestPauseMs >= AT_ONCE_MS || ms === undefined;
}

function shortLimit({ witness }: EvidenceView, seconds: number | undefined): readonly CheckReport[] {
  if (witness !== 'probe' || seconds === undefined || seconds === 0 || seconds >= SHORT_SECONDS) return [];
  return [
    {
      title: 'The server closes idle sessions early',
      severity: 'information',
      evidence: `Idle sessions end after ${seconds} s.`,
      fix: { config: { idle_session_timeout: `${SHORT_SECONDS}` } },
    },
  ];
}
