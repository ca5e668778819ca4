import { type Check, type CheckReport, duration, isGiven, type NoteSeen, quote } from '../support/index.js';

const SILENT_ENDS: readonly NoteSeen['note'][] = ['timeout', 'connection-closed', 'connection-reset'];

export const ctlNobanner: Check = {
  id: 'CTL-NOBANNER',
  title: 'Connected, but the server says nothing',
  severity: 'error',
  cause: 'server-host',
  means:
    'The connection is accepted and no greeting follows: the port expects TLS first, or the server hangs in a name lookup.',
  decides: 'The control port answers, and no reply comes before the time is up or the connection ends.',
  spares:
    'A late greeting counts as a greeting (see CTL-SLOW); a greeting of `500 OOPS` is CTL-GREETING-OOPS.',
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
  find: (view) =>
    view.sessions.flatMap((session): readonly CheckReport[] => {
      const open = session.connects.find((c) => c.outcome === 'open');
      if (!open || session.answers.length > 0 || session.tls.length > 0) return [];
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
          evidence: `The connection was accepted; then: ${how}.`,
          about: [silence],
          covers: session.notes,
          at: silence.at,
        },
      ];
    }),
};

/** It answered at once, so it is not slow and does not wait for TLS. */
const SENT_AWAY = {
  fitsAnyServer: true,
  fix: {
    text: 'The server, or what stands in front of it, does not want this client, or its process dies. Look at /etc/hosts.deny, at only_from and instances in xinetd, at MaxInstances and `<Limit LOGIN>` of ProFTPD, at firewalls and bans, at whether the server after a balancer runs, and at the server’s log. Port 990 usually expects TLS at once: try implicit TLS.',
  },
} as const;
