import type { Check, CheckReport, EvidenceView, Explained, NoteSeen } from '../support/index.js';
import {
  aftermath,
  duration,
  isGiven,
  LAST_WORDS,
  mainSession,
  quote,
  quotedReply,
} from '../support/index.js';

const SILENT_ENDS: readonly NoteSeen['note'][] = ['timeout', 'connection-closed', 'connection-reset'];

export const ctlNobanner: Check = {
  id: 'CTL-NOBANNER',
  title: 'Connected, but the server says nothing',
  severity: 'error',
  cause: 'server-host',
  means:
    'The connection is accepted and no greeting follows: the port expects TLS first, the server hangs in a name lookup, or it turns this client away.',
  decides:
    'The control port answers, and no reply comes before the time is up or the connection ends, be it after the handshake of implicit TLS; or the first words turn the client away (4xx or 5xx).',
  spares:
    'A full server (CTL-BUSY). A late greeting counts as a greeting (see CTL-SLOW); a greeting of `500 OOPS` is CTL-GREETING-OOPS.',
  fix: 'Port 990 usually expects TLS at once: try implicit TLS. On port 21 look for slow reverse name lookups (on RHEL and Fedora reverse_lookup_enable=NO) and at the server’s log.',
  settings: ['implicit_ssl', 'reverse_lookup_enable'],
  metAt: { phase: 'greeting', place: 30 },
  judgedAt: { phase: 'tls', place: 50 },
  advice: {
    proftpd:
      'Port 990 usually expects TLS at once: try implicit TLS. On port 21 set `UseReverseDNS off` and look at the log.',
    pureFtpd:
      'Port 990 usually expects TLS at once: try implicit TLS. On port 21 set `DontResolve yes` and look at the log.',
  },
  find: (view, explained) => [
    ...turnedAway(view, explained),
    ...view.sessions.flatMap((session): readonly CheckReport[] => {
      const open = session.connects.find((c) => c.outcome === 'open');
      const isUnderTls = session.tls.some((t) => t.mode === 'implicit' && t.outcome === 'established');
      // A capture shows connections of every client: one that is dropped among others that work is not the server's way.
      if (view.witness === 'capture' && view.sessions.some(({ greeting }) => greeting !== null)) return [];
      if (!open || session.answers.length > 0 || session.tls.length > (isUnderTls ? 1 : 0)) return [];
      const silence = session.notes.find(({ note }) => SILENT_ENDS.includes(note)) ?? session.closed;
      if (!silence) return [];
      const isEnd = silence.kind === 'closed' || silence.note !== 'timeout';
      const ms = isEnd && isGiven(silence.ms) && isGiven(open.ms) ? silence.ms - open.ms : null;
      const after = ms === null ? '' : ` after ${duration(ms)}`;
      const how =
        silence.kind === 'closed'
          ? `the server closed the connection${after} without a word`
          : quote(silence.text) + after;
      return [
        {
          ...(isEnd ? SENT_AWAY : {}),
          ...(isEnd ? { title: `The server closes the connection${after} without a word` } : {}),
          ...(isUnderTls ? BACKEND : {}),
          evidence: `The connection was accepted${isUnderTls ? ', and the TLS handshake went well' : ''}; then: ${how}.`,
          about: [silence],
          covers: session.notes,
          at: silence.at,
        },
      ];
    }),
  ],
};

/** The first reply of a probe’s session refuses; vsftpd’s last words tell more. */
function turnedAway(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  const main = mainSession(view);
  const greeting = main?.greeting;
  if (!main || !greeting || greeting.code < 400 || greeting.code > 599) return [];
  if (explained(greeting) || LAST_WORDS.test(greeting.text)) return [];
  return [
    {
      ...TURNED_AWAY,
      evidence: `The greeting was ${quotedReply(greeting)}.`,
      about: [greeting],
      covers: aftermath(main),
      at: greeting.at,
    },
  ];
}

const TURNED_AWAY = {
  title: 'The server turns this client away',
  fix: {
    text: 'Its words are all that it says. Look at its log, at lists of banned and of allowed addresses (fail2ban, hosts.deny, access rules of the server), and try from another network to tell whether it is about this address.',
  },
  settings: [],
} as const;

/** The handshake was answered by something that has no FTP server after it. */
const BACKEND = {
  fix: {
    text: 'TLS is answered, and no FTP server speaks after it: see whether this port is that of FTP, whether the server after a balancer or TLS proxy runs, and look into its log.',
  },
} as const;

/** It answered at once, so it is not slow and does not wait for TLS. */
const SENT_AWAY = {
  fitsAnyServer: true,
  fix: {
    text: 'The server, or what stands in front of it, does not want this client, or its process dies. Look at /etc/hosts.deny, at only_from and instances in xinetd, at MaxInstances and `<Limit LOGIN>` of ProFTPD, at firewalls and bans, at whether the server after a balancer runs, and at the server’s log. Port 990 usually expects TLS at once: try implicit TLS.',
  },
} as const;
