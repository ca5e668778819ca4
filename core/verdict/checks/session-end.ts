import { fromAnswers, type Check, type Report } from '../check.js';
import { quote } from '../quote.js';
import { answers, saidReply } from '../scene.js';
import { serverStatus } from '../stat.js';

const idle: Check = {
  id: 'IDLE-SERVER',
  title: 'The server closed an idle session',
  severity: 'warning',
  cause: 'server-config',
  means: 'Clients that wait longer than idle_session_timeout between commands must log in anew.',
  decides: '`421 Timeout.`',
  spares: 'The 421 about a data connection (DATA-TIMEOUT) and about too many clients (CTL-BUSY).',
  fix: 'Raise idle_session_timeout (300 seconds by default), or let the client send NOOP now and then.',
  find: (scene) => {
    const found = answers(
      scene,
      ({ reply }) =>
        reply.code === 421 && /time.?out|idle|inactiv/i.test(reply.text) && !/data/i.test(reply.text),
    );
    const seconds =
      scene.sessions.map((s) => serverStatus(s)?.idleTimeout).find((value) => value !== undefined) ??
      scene.config?.number('idle_session_timeout');
    const suffix = seconds === undefined ? '' : ` The limit is ${seconds} s.`;
    const covers = found.flatMap(({ session }) => [
      ...session.notes,
      ...(session.closed ? [session.closed] : []),
    ]);
    return fromAnswers(found, { covers }).map((report) => ({
      ...report,
      evidence: report.evidence + suffix,
    }));
  },
};

const load: Check = {
  id: 'LOAD',
  title: 'The server is nearly full',
  severity: 'warning',
  cause: 'load',
  means: 'A few more clients, and the next one is sent away with 421.',
  decides: 'STAT counts at least nine tenths of max_clients.',
  spares: 'Without the file the limit is not known.',
  fix: 'Raise max_clients, and the passive range with it.',
  find: (scene) =>
    scene.sessions.flatMap((session): readonly Report[] => {
      const clients = serverStatus(session)?.clients;
      const limit = scene.config?.number('max_clients');
      if (clients === undefined || limit === undefined || limit === 0 || clients < limit * 0.9) return [];
      return [{ evidence: `STAT counts ${clients} clients; max_clients=${limit}.` }];
    }),
};

const backdoor: Check = {
  id: 'SEC-VERSION',
  title: 'The greeting names vsftpd 2.3.4, of which a copy with a back door was handed out',
  severity: 'warning',
  cause: 'server-host',
  means: 'Whoever installed the tainted archive of 2011 gives a root shell on port 6200 to anybody.',
  decides: 'The greeting or STAT names that version.',
  spares:
    'Greetings can be changed (ftpd_banner), and distributions kept the number while mending faults: check the package.',
  fix: 'Install vsftpd anew from your distribution, and look whether anything listens on port 6200.',
  find: (scene) => {
    const found = answers(
      scene,
      ({ to, reply }) => (to === 'greeting' || to === 'STAT') && /vsftpd 2\.3\.4\b/i.test(reply.text),
    );
    return fromAnswers(found, { about: [], fix: { commands: ['ss -ltn sport = :6200'] } }).map((report) => ({
      ...report,
      evidence: `${to(found[0]?.it.to)} \`${quote(found[0] ? saidReply(found[0].it.reply) : '', 120)}\`.`,
    }));
  },
};

function to(verb: string | undefined): string {
  return verb === 'STAT' ? 'STAT says' : 'The greeting is';
}

/** Time, load and posture of the whole server. */
export const SESSION_END: readonly Check[] = [idle, load, backdoor];
