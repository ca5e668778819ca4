import { completed } from '../../view/attempt.js';
import type { CheckReport, Explained } from '../../check.js';
import type { AnswerHeard, Session } from '../../view/session.js';
import type { EvidenceView } from '../../view/view.js';
import { quotedReply } from '../../words/replies.js';

/** What to do where nothing tells why. */
export const READ_THE_LOG =
  'Look into the server’s log at that time. A firewall, proxy or intrusion prevention in between that knows FTP can do the same: try again from the server itself to tell.';

/** vsftpd’s last words. */
const BREAKDOWN = /^OOPS/;

/** Commands without which there is no listing. */
const NEEDED: ReadonlySet<string> = new Set(['USER', 'PASS', 'LIST']);

/** The session a probe is about, where its control connection stood; undefined for a transcript. */
export function mainSession({ witness, sessions }: EvidenceView): Session | undefined {
  const main = sessions.find(({ id }) => id === undefined);
  const stood = main?.greeting ?? main?.connects.find(({ outcome }) => outcome === 'open');
  return witness === 'probe' && stood ? main : undefined;
}

/** Some directory was listed. */
export function hasListed({ sessions }: EvidenceView): boolean {
  return sessions.some(({ attempts }) => attempts.some(completed));
}

/** After a listing the same is a warning: it was seen once, and the server works. */
export function unlessListed(view: EvidenceView, report: CheckReport): CheckReport {
  if (!hasListed(view)) return { severity: 'error', ...report };
  const again = ' Once only: repeat the test, a fault of the network looks the same.';
  return { ...report, severity: 'warning', evidence: report.evidence + again };
}

/** The last reply that refuses something which cannot be done without. */
function lastRefusal({ answers }: Session): AnswerHeard | undefined {
  return answers.findLast(
    ({ to, reply }) =>
      reply.code >= 400 && (reply.code === 421 || BREAKDOWN.test(reply.text) || NEEDED.has(to)),
  );
}

/** A last reply in which the server says that it goes. */
interface Leaving {
  readonly answer: AnswerHeard;
  readonly isBreakdown: boolean;
}

/**
 * The server said that it goes, and no check knows why. Of a log only vsftpd’s last words count: what else is missing its
 * writer may have left out.
 */
export function leavingWords(view: EvidenceView, explained: Explained): Leaving | null {
  const main = mainSession(view);
  const sessions = view.witness !== 'probe' ? view.sessions : main ? [main] : [];
  for (const session of sessions) {
    const answer = leavingAnswer(session, explained);
    if (!answer) continue;
    const isBreakdown = BREAKDOWN.test(answer.reply.text);
    if (isBreakdown || view.witness === 'probe') return { answer, isBreakdown };
  }
  return null;
}

/** The end itself may come too late to be seen. */
function leavingAnswer(session: Session, explained: Explained): AnswerHeard | null {
  const answer = lastRefusal(session);
  if (!answer || answer.to === 'QUIT' || explained(answer.reply)) return null;
  const isLast = session.closed?.by === 'server' || session.answers.at(-1) === answer;
  return answer.reply.code === 421 || (BREAKDOWN.test(answer.reply.text) && isLast) ? answer : null;
}

/** The report of a server that leaves at a command. */
export function leavingReport(view: EvidenceView, { answer }: Leaving, title: string): CheckReport {
  const { to, reply } = answer;
  return unlessListed(view, {
    title,
    evidence: `${to} was answered by ${quotedReply(reply)}.`,
    at: reply.at,
  });
}

/** The refusal that ended a probe before it had listed, of which the server said no more. */
export function plainRefusal(
  view: EvidenceView,
  explained: Explained,
  wanted: (answer: AnswerHeard, session: Session) => boolean,
): readonly CheckReport[] {
  const main = mainSession(view);
  const answer = main && !hasListed(view) ? lastRefusal(main) : undefined;
  if (!main || !answer || explained(answer.reply) || !wanted(answer, main)) return [];
  return [
    {
      severity: 'error',
      evidence: `${answer.to} was answered by ${quotedReply(answer.reply)}.`,
      at: answer.reply.at,
    },
  ];
}
