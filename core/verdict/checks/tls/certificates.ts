import {
  type CertificateSeen,
  type TlsSeen,
  type CheckReport,
  type Session,
  type EvidenceView,
  quote,
} from '../support/index.js';

export function certificates(
  view: EvidenceView,
): readonly { session: Session; tls: TlsSeen; certificate: CertificateSeen }[] {
  return view.sessions.flatMap((session) =>
    session.tls.flatMap((tls) => (tls.certificate ? [{ session, tls, certificate: tls.certificate }] : [])),
  );
}

/** One report for the first certificate whose verification failed that way. */
export function withCertificateError(
  view: EvidenceView,
  words: RegExp,
  describe: (c: CertificateSeen, s: Session) => Omit<CheckReport, 'about'>,
): readonly CheckReport[] {
  const found = certificates(view).filter(({ certificate }) => words.test(certificate.error ?? ''));
  const first = found[0];
  return first ? [{ ...describe(first.certificate, first.session), at: first.tls.at }] : [];
}

/** Clients' own words for a certificate that was not recorded; an error where the session ended there. */
export function complaints(view: EvidenceView, wanted: (text: string) => boolean): readonly CheckReport[] {
  const found = view.sessions.flatMap((session) =>
    [...session.notes, ...session.attempts.flatMap(({ notes }) => notes)]
      .filter(({ note, text }) => note === 'certificate-untrusted' && wanted(text))
      .map((note) => ({ session, note })),
  );
  return found.slice(0, 1).map(({ session, note }) => ({
    evidence: `The client says: \`${quote(note.text)}\`.`,
    about: found.map((one) => one.note),
    at: note.at,
    ...(session.loggedIn || session.user !== null ? {} : { severity: 'error' }),
  }));
}

export const EXPIRED_WORDS = /expired|not yet valid|CERT_HAS_EXPIRED/i;
export const NAME_WORDS =
  /host ?name|common name|does(?: not|n.t) match|subject name|ALTNAME|no (?:subject )?alternative|no name matching|certificate is valid for .{1,200}, not |name mismatch/i;

/**
 * A fault ends a probe before the login, as it ends the sessions of clients that verify, unless the tester accepted it:
 * then the certificate is trusted here, and what is left is worth knowing.
 */
export function severityOfDoubt({ witness }: EvidenceView, session: Session): Pick<CheckReport, 'severity'> {
  const { user, closed, notes } = session;
  const isEndedByServer = (closed?.by === 'server' && closed.after !== 'QUIT') || notes.length > 0;
  if (user !== null || (witness === 'probe' && isEndedByServer)) return { severity: 'information' };
  return witness === 'probe' ? { severity: 'error' } : {};
}
