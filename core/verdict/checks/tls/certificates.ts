import type { CertificateSeen, CheckReport, EvidenceView, Session, TlsSeen } from '../support/index.js';

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

/**
 * A fault ends a probe before the login, as it ends the sessions of clients that verify, unless the tester accepted it:
 * then the certificate is trusted here, and what is left is worth knowing.
 */
export function severityOfDoubt({ witness }: EvidenceView, { user }: Session): Pick<CheckReport, 'severity'> {
  if (user !== null) return { severity: 'information' };
  return witness === 'probe' ? { severity: 'error' } : {};
}
