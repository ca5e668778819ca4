import type { Check, CheckReport, EvidenceView, Explained, Session } from '../support/index.js';
import { aftermath, isCutHandshake, quote } from '../support/index.js';
import { loginReports, WANTS_TLS } from './login-reports.js';

/** 430 and 535 as newer servers and those of mail have them. */
const REFUSALS: readonly number[] = [430, 530, 535];

export const authBad: Check = {
  id: 'AUTH-BAD',
  title: 'The server refuses user name or password',
  severity: 'error',
  cause: 'client',
  means: 'This login does not work; whether another would cannot be seen.',
  decides:
    'A 530, 535 or 430 in answer to PASS; a client that says that the login failed; or the server leaves instead of an answer to USER or PASS.',
  spares: 'Refusals that ask for encryption; other refusals (AUTH-REFUSED).',
  fix: 'Check the name and password. Repeated tries can lock you out (max_login_fails, fail2ban). A locked account, a name in /etc/ftpusers (root always is), a shell missing from /etc/shells or a wrong pam_service_name gives the same reply.',
  settings: ['pam_service_name'],
  metAt: { phase: 'login', place: 30 },
  judgedAt: { phase: 'login', place: 40 },
  advice: {
    proftpd:
      'Check the name and password. Repeated tries can lock you out. A shell missing from /etc/shells (`RequireValidShell`), /etc/ftpusers and PAM give the same reply.',
    pureFtpd:
      'Check the name and password. Repeated tries can lock you out. A uid below `MinUID`, a shell missing from /etc/shells and a database that was not rebuilt (`pure-pw mkdb`) give the same reply.',
  },
  find: (view, explained) => {
    const replies = loginReports(
      view,
      ({ to, reply }) => to === 'PASS' && REFUSALS.includes(reply.code) && !WANTS_TLS.test(reply.text),
    );
    if (replies.length > 0) return replies;
    if (view.witness === 'probe')
      return [...refusedHandshake(view, explained), ...leftAtPassword(view, explained)];
    if (view.witness === 'capture') return leftAtPassword(view, explained);
    return view.sessions
      .filter(({ loggedIn, answers: heard }) => !loggedIn && !heard.some(({ reply }) => reply.code >= 400))
      .flatMap((session) => session.notes.filter((n) => n.note === 'login-failed').slice(0, 1))
      .map((n) => ({ evidence: `The client says: \`${quote(n.text)}\`.`, about: [n], at: n.at }));
  },
};

/** The server closed the connection in place of an answer to USER or PASS, and nothing says why. */
function leftAtPassword(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  return view.sessions.flatMap((session): readonly CheckReport[] => {
    const { closed, loggedIn, answers } = session;
    if (!closed || loggedIn || closed.by !== 'server' || explained(closed)) return [];
    const { after = '' } = closed;
    if ((after !== 'USER' && after !== 'PASS') || session.unanswered !== after) return [];
    const about = { about: [closed], covers: aftermath(session) };
    if (wantsCertificate(view, session)) return [{ ...CERTIFICATE_WANTED, ...about }];
    const behindTls =
      session.secured && after === 'USER'
        ? ' A server that demands a certificate of each client (require_cert=YES) does the same.'
        : '';
    const afterRefusal =
      after === 'USER' && answers.at(-1)?.to === 'AUTH'
        ? ' It had refused TLS right before: some small devices end the session then. Probe once without TLS (--tls none) to tell, and let clients use plain FTP if that works.'
        : '';
    return [
      {
        ...about,
        title: `The server ends the session instead of answering the ${after === 'USER' ? 'user’s name' : 'password'}`,
        evidence: `The server closed the connection after ${after}, without a reply.`,
        cause: 'server-host' as const,
        fix: {
          text: `Look into the server’s log: its process may have died at the login, or fail2ban or a firewall may have cut the connection.${behindTls}${afterRefusal} Repeated tries can lock you out.`,
        },
      },
    ];
  });
}

/** Up to TLS 1.2 the server says no before the handshake ends: by an alert, or vsftpd by its last words, which get lost. */
function refusedHandshake({ sessions, config }: EvidenceView, explained: Explained): readonly CheckReport[] {
  return sessions.flatMap((session) =>
    session.tls
      .filter((it) => it.outcome === 'failed' && it.plainText === undefined && !explained(it))
      .filter((it) => it.asksForCertificate ?? (config?.bool('require_cert') === true && isCutHandshake(it)))
      .map((it) => ({
        ...CERTIFICATE_WANTED,
        evidence: `The server asked for a certificate, this client showed none, and the TLS handshake failed: \`${quote(it.error ?? '')}\`.`,
        about: [it],
        covers: aftermath(session),
      })),
  );
}

/** RFC 8446 section 4.4.2.4: in TLS 1.3 the client believes in the handshake before the server looks for its certificate. */
function wantsCertificate({ config }: EvidenceView, { secured, notes, answers: heard }: Session): boolean {
  if (!secured || heard.some((answer) => answer.secured)) return false;
  const isTold = notes.some(({ note, text }) => note === 'tls-error' && /CERTIFICATE_REQUIRED/.test(text));
  return isTold || config?.bool('require_cert') === true;
}

const CERTIFICATE_WANTED = {
  title: 'The server demands a certificate of the client',
  evidence:
    'The server ended the session right after the TLS handshake, in which this client showed no certificate.',
  cause: 'tls',
  fix: {
    text: 'Give each client a certificate of the authority that the server trusts, and name it in the client (curl --cert, lftp ssl:cert-file; this probe goes on with --cert and --key). vsftpd looks for that authority in ca_certs_file; to accept passwords alone, set require_cert=NO and restart it.',
  },
  settings: ['require_cert', 'ca_certs_file'],
} as const;
