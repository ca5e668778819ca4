import type { Check, CheckReport, EvidenceView } from '../support/index.js';
import {
  answers,
  duration,
  fromAnswers,
  hasListed,
  PURE_FTPD_HOW,
  quote,
  roundTrip,
} from '../support/index.js';

/** Milliseconds beyond the round trip: PAM modules that ask a directory take two or three seconds. */
const SLOW_MS = 3500;

export const ctlSlow: Check = {
  id: 'CTL-SLOW',
  title: 'Greeting or login is slow',
  severity: 'warning',
  cause: 'server-host',
  means: 'Users wait before every session, and impatient clients give up.',
  decides:
    'More than 3.5 seconds beyond the round trip until 220 or 230; or no answer at all to USER, PASS, PBSZ, PROT, FEAT or STAT.',
  spares:
    'A refused login takes 1 second or more by design (delay_failed_login) and does not count. Other commands without an answer (CTL-NO-ANSWER).',
  fix: 'See whether PAM waits for a directory or DNS server. On RHEL and Fedora, which alone know it, set reverse_lookup_enable=NO where the client’s name is not needed.',
  settings: ['reverse_lookup_enable', 'pam_service_name'],
  metAt: { phase: 'login', place: 60 },
  judgedAt: { phase: 'greeting', place: 40 },
  advice: {
    proftpd: 'Set `UseReverseDNS off` and `IdentLookups off`, and see whether PAM waits for a directory.',
    pureFtpd: `Set \`DontResolve yes\`${PURE_FTPD_HOW}`,
  },
  find: (view) => {
    const mute = unansweredLogins(view);
    if (mute.length > 0) return mute;
    return [...unansweredQuestions(view), ...slowAnswers(view, roundTrip(view) ?? 0)];
  },
};

function slowAnswers(view: EvidenceView, rtt: number): readonly CheckReport[] {
  return fromAnswers(
    answers(
      view,
      ({ reply }) => (reply.code === 220 || reply.code === 230) && (reply.durationMs ?? 0) - rtt > SLOW_MS,
    ),
  ).map((report) => ({
    ...report,
    evidence: `${report.evidence} It took ${slowest(view)}.`,
    // Where the build is not known to have the setting, writing it could keep the server from starting.
    ...(view.config?.knows('reverse_lookup_enable') === true
      ? { fix: { config: { reverse_lookup_enable: 'NO' } } }
      : {}),
  }));
}

/** What the server leaves without an answer, and what that means to clients; the session went on. */
const QUESTIONS: Readonly<Record<string, Partial<CheckReport>>> = {
  FEAT: {
    severity: 'error',
    title: 'The server does not answer FEAT',
    fix: {
      text: 'Many clients ask it after the login and wait for the answer; a server that does not know it answers 500 or 502. Look for a firewall or proxy in between that reads FTP and swallows commands: probe again from the server itself to tell.',
    },
  },
  STAT: {
    severity: 'information',
    title: 'The server does not answer STAT',
    fix: {
      text: 'Clients hardly ever send it. A firewall or proxy in between that reads FTP may swallow it, and other commands too: probe again from the server itself to tell.',
    },
  },
};

function unansweredQuestions(view: EvidenceView): readonly CheckReport[] {
  if (view.witness !== 'probe') return [];
  return view.sessions.flatMap(({ id, notes, unanswered }) =>
    notes.flatMap((note): readonly CheckReport[] => {
      const verb = /^no answer to (FEAT|STAT)$/.exec(note.text)?.[1];
      const words = verb === undefined ? undefined : QUESTIONS[verb];
      if (!words || id !== undefined || note.note !== 'timeout' || unanswered === verb) return [];
      return [
        {
          ...words,
          evidence: `${quote(note.text, 40)} in time; what came after it was answered.`,
          about: [note],
        },
      ];
    }),
  );
}

const NO_ANSWER = /^no answer to (USER|PASS|PBSZ|PROT)$/;

/** The last command was part of a login, no answer came, and the client says that it waited in vain. */
function unansweredInLog(view: EvidenceView): readonly CheckReport[] {
  return view.sessions.flatMap((session): readonly CheckReport[] => {
    const { loggedIn, greeting, unanswered } = session;
    const note = session.notes.find((one) => one.note === 'timeout' && one.channel !== 'data');
    if (!note || loggedIn || !greeting || (unanswered !== 'USER' && unanswered !== 'PASS')) return [];
    const evidence = `The greeting came, and no answer to ${unanswered}: \`${quote(note.text, 120)}\`.`;
    return [{ ...MUTE_LOGIN, evidence, about: [note], at: note.at }];
  });
}

const MUTE_LOGIN = { severity: 'error', title: 'The server does not answer the login' } as const;

function unansweredLogins(view: EvidenceView): readonly CheckReport[] {
  if (view.witness === 'transcript') return unansweredInLog(view);
  const found = view.sessions.flatMap((session) => {
    const note = session.notes.find((n) => n.note === 'timeout' && NO_ANSWER.test(n.text));
    return note ? [{ session, note }] : [];
  });
  const [first] = found;
  const isOver = first?.session.loggedIn === true;
  if (!first || (isOver ? hasListed(view) : view.sessions.some((session) => session.loggedIn))) return [];
  return [
    {
      ...MUTE_LOGIN,
      ...(isOver ? { title: `The server does not answer ${first.session.unanswered ?? ''}` } : {}),
      evidence: `The ${isOver ? 'login succeeded' : 'greeting came'}, and then ${first.note.text} in time.`,
      about: found.map(({ note }) => note),
      count: found.length,
    },
  ];
}

function slowest(view: EvidenceView): string {
  const times = answers(view, ({ reply }) => reply.code === 220 || reply.code === 230).map(
    ({ it }) => it.reply.durationMs ?? 0,
  );
  return duration(Math.max(...times));
}
