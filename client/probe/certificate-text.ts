import type { CertificateSeen } from '../../core/events/observation.js';
import type { CertificateQuestion } from '../panel/shown-run.js';
import { later, t } from '../l10n.js';

/** What was trusted, and since when (ISO 8601). */
export interface TrustedCertificate {
  readonly fingerprint: string;
  readonly at: string;
}

/** Why a certificate cannot be verified, by the code that OpenSSL and Node use. */
const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: later('It is signed by itself, not by a certificate authority.'),
  SELF_SIGNED_CERT_IN_CHAIN: later('Its chain ends in an authority that this computer does not know.'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: later('The server does not send its intermediate certificates.'),
  UNABLE_TO_GET_ISSUER_CERT: later('The certificate of its issuer is missing.'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: later('This computer does not know its issuer.'),
  CERT_HAS_EXPIRED: later('It has expired.'),
  CERT_NOT_YET_VALID: later('It is not valid yet: one of the two clocks may be wrong.'),
  ERR_TLS_CERT_ALTNAME_INVALID: later('It is issued for other names.'),
  CERT_REVOKED: later('Its authority has revoked it.'),
};

export function certificateQuestion(
  host: string,
  certificate: CertificateSeen,
  before: TrustedCertificate | undefined,
  now: number,
): CertificateQuestion {
  const { subject, names, fingerprint, error = '' } = certificate;
  const hasChanged = before !== undefined && before.fingerprint !== fingerprint;
  const reason = Object.hasOwn(REASONS, error)
    ? t(REASONS[error] ?? '')
    : t('The reason: {0}.', error || t('not known'));
  const fact = (name: string, value: string): CertificateQuestion['facts'][number] => ({ name, value });
  return {
    title: hasChanged
      ? t('The certificate of {0} is not the one that you trusted on {1}', host, before.at.slice(0, 10))
      : t('Do you know this certificate of {0}?', host),
    reason: hasChanged
      ? t(
          '{0} It may have been renewed, or something intercepts the connection: ask the server’s administrator.',
          reason,
        )
      : reason,
    facts: [
      fact(t('Subject'), shortened(subject)),
      ...(names.length > 0 ? [fact(t('Names'), shortened(names.join(', ')))] : []),
      fact(t('Valid'), validity(certificate, now)),
      fact('SHA-256', fingerprint),
      ...(hasChanged ? [fact(t('Trusted so far'), before.fingerprint)] : []),
    ],
    fingerprint,
  };
}

function validity({ validFrom, validTo }: CertificateSeen, now: number): string {
  const span = t('{0} to {1}', validFrom.slice(0, 10), validTo.slice(0, 10));
  if (Date.parse(validTo) < now) return t('{0} (expired)', span);
  return Date.parse(validFrom) > now ? t('{0} (not yet)', span) : span;
}

/** Words of the server: one line each. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
