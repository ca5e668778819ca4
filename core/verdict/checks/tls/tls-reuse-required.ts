import {
  attempts,
  type Check,
  type CheckReport,
  completed,
  type EvidenceView,
  quote,
} from '../support/index.js';
import { refusedTransferReports, REUSE_WORDS, reuseRefusals } from './data-refusals.js';
import { freshView } from './fresh-view.js';

export const tlsReuseRequired: Check = {
  id: 'TLS-REUSE-REQUIRED',
  title: 'Data connections must resume the TLS session of the login',
  severity: 'error',
  cause: 'client',
  means: 'Clients that cannot do so fail after 150: Python’s ftplib, old .NET, many SDKs.',
  decides:
    '522 or 425 whose text names session reuse; of ProFTPD "425 Unable to build data connection: Operation not permitted" under TLS.',
  spares:
    'Where a resumed transfer worked beside it, the server is as it should be, and this is only worth knowing.',
  fix: 'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp, or ftplib with a subclass that passes the session on. The check protects against stolen data connections: keep require_ssl_reuse=YES.',
  settings: ['require_ssl_reuse'],
  metAt: { phase: 'transfer', place: 30, asInformation: 220 },
  judgedAt: { phase: 'data-connection', place: 50 },
  advice: {
    proftpd:
      'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp. The check protects against stolen data connections: `TLSOptions NoSessionReuseRequired` takes it away and is the last resort.',
    pureFtpd: 'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp.',
    filezillaServer:
      'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp. FileZilla Server demands it so that strangers cannot take a data connection.',
  },
  find: (view) => {
    const found = reuseRefusals(view);
    const works = attempts(view).some(({ it }) => it.tls?.reused === true && completed(it));
    if (found.length > 0) return refusedTransferReports(found, works ? { severity: 'information' } : {});
    const fresh = refusedTransferReports(reuseRefusals(freshView(view)), { severity: 'information' });
    if (fresh.length === 0) return logged(view);
    return fresh.map((report) => ({
      ...report,
      evidence: `On a data connection that did not resume it, ${report.evidence}`,
    }));
  },
};

/** mod_tls says so in its own log. */
function logged({ sessions }: EvidenceView): readonly CheckReport[] {
  const all = sessions.flatMap((session) =>
    [...session.notes, ...session.attempts.flatMap((one) => one.notes)].map((note) => ({ session, note })),
  );
  return all
    .filter(({ note }) => note.note === 'tls-error' && REUSE_WORDS.test(note.text))
    .slice(0, 1)
    .map(({ session, note }) => ({
      evidence: `The log says \`${quote(note.text, 200)}\`.`,
      about: [note],
      covers: [
        ...session.notes,
        ...session.tls,
        ...session.attempts.flatMap(({ notes, tls, transfer }) =>
          [...notes, tls ?? [], transfer ?? []].flat(),
        ),
      ],
      at: note.at,
    }));
}
