import type { CertificateSeen } from '../../core/events/observation.js';
import type { CertificateQuestion } from '../panel/shown-run.js';

/** What was trusted, and since when (ISO 8601). */
export interface TrustedCertificate {
  readonly fingerprint: string;
  readonly at: string;
}

/** Why a certificate cannot be verified, by the code that OpenSSL and Node use. */
const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'It is signed by itself, not by a certificate authority.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its chain ends in an authority that this computer does not know.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The server does not send its intermediate certificates.',
  UNABLE_TO_GET_ISSUER_CERT: 'The certificate of its issuer is missing.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'This computer does not know its issuer.',
  CERT_HAS_EXPIRED: 'It has expired.',
  CERT_NOT_YET_VALID: 'It is not valid yet: one of the two clocks may be wrong.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'It is issued for other names.',
  CERT_REVOKED: 'Its authority has revoked it.',
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
    ? (REASONS[error] ?? '')
    : `The reason: ${error || 'not known'}.`;
  const fact = (name: string, value: string): CertificateQuestion['facts'][number] => ({ name, value });
  return {
    title: hasChanged
      ? `The certificate of ${host} is not the one that you trusted on ${before.at.slice(0, 10)}`
      : `Do you know this certificate of ${host}?`,
    reason: hasChanged
      ? `${reason} It may have been renewed, or something intercepts the connection: ask the server’s administrator.`
      : reason,
    facts: [
      fact('Subject', shortened(subject)),
      ...(names.length > 0 ? [fact('Names', shortened(names.join(', ')))] : []),
      fact('Valid', validity(certificate, now)),
      fact('SHA-256', fingerprint),
      ...(hasChanged ? [fact('Trusted so far', before.fingerprint)] : []),
    ],
    fingerprint,
  };
}

function validity({ validFrom, validTo }: CertificateSeen, now: number): string {
  const span = `${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`;
  if (Date.parse(validTo) < now) return `${span} (expired)`;
  return Date.parse(validFrom) > now ? `${span} (not yet)` : span;
}

/** Words of the server: one line each. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
