import { type Check, type CheckReport, quote } from '../support/index.js';
import {
  complaints,
  EXPIRED_WORDS,
  NAME_WORDS,
  severityOfDoubt,
  withCertificateError,
} from './certificates.js';

export const tlsCertChain: Check = {
  id: 'TLS-CERT-CHAIN',
  title: 'The certificate cannot be verified',
  severity: 'warning',
  cause: 'tls',
  means: 'Clients warn or refuse, because the certificate is self-signed or an intermediate one is missing.',
  decides:
    'The verification ends at a self-signed or unknown issuer, or at a certificate that was made for something else, is signed too weakly, or was revoked.',
  spares:
    'With a private authority this is right for clients that know it. Where the tester has accepted the certificate it is only worth knowing; where not, it ends a probe before the login.',
  fix: 'Put the whole chain into rsa_cert_file: the server’s certificate first, then the intermediate ones. A self-signed one must be given to the clients.',
  settings: ['rsa_cert_file'],
  metAt: { phase: 'tls', place: 60, asProtection: 30, asInformation: 310 },
  judgedAt: { phase: 'tls', place: 80 },
  advice: {
    proftpd:
      'Name the intermediate certificates with `TLSCertificateChainFile`. A self-signed one must be given to the clients.',
    pureFtpd:
      'Put the whole chain into `CertFile`: the server’s certificate first, then the intermediate ones. A self-signed one must be given to the clients.',
  },
  find: (view) => {
    const verified = withCertificateError(
      view,
      /^(?!.*(?:EXPIRED|NOT_YET_VALID|ALTNAME|HOSTNAME)).+/i,
      (c, s) => ({
        evidence: `${quote(c.subject, 120)} ${doubtInWords(c.error ?? '')} (${quote(c.error ?? '', 80)}).`,
        ...severityOfDoubt(view, s),
        ...(ownFix(c.error ?? '') ?? (view.witness === 'probe' && s.user === null ? ACCEPT_IT : {})),
      }),
    );
    return verified.length > 0
      ? verified
      : complaints(view, (text) => !EXPIRED_WORDS.test(text) && !NAME_WORDS.test(text));
  },
};

/** Node's codes of verification errors, which are OpenSSL's. */
function doubtInWords(code: string): string {
  if (/DEPTH_ZERO_SELF_SIGNED/i.test(code)) return 'has signed itself';
  const known = OTHER_FAULTS.find(({ codes }) => codes.test(code));
  if (known) return known.what;
  if (/SELF_SIGNED_CERT_IN_CHAIN/i.test(code)) return 'comes from an authority that is not known here';
  return 'names an issuer that is not known here, or an intermediate certificate is missing';
}

/** Faults that no authority is to blame for. */
const OTHER_FAULTS = [
  {
    codes: /PURPOSE/i,
    what: 'was not made for servers',
    text: 'Get a certificate for servers (extended key usage serverAuth): this one is for clients or for something else.',
  },
  {
    codes: /WEAK|TOO_SMALL|UNSPECIFIED/i,
    what: 'is signed too weakly, or its key is too small',
    text: 'Get a new certificate with a signature of SHA-256 and a key of at least 2048 bits (RSA) or 256 bits (ECDSA).',
  },
  {
    codes: /REVOKED/i,
    what: 'was revoked by its authority',
    text: 'Get a new certificate with a new key, and ask the authority why it revoked this one.',
  },
] as const;

function ownFix(code: string): Pick<CheckReport, 'fix'> | null {
  const known = OTHER_FAULTS.find(({ codes }) => codes.test(code));
  return known ? { fix: { text: known.text } } : null;
}

/** It ended the probe: an own certificate is no reason to test no further. */
const ACCEPT_IT = {
  fix: {
    isGeneral: true,
    text: `${tlsCertChain.fix} If it is your own self-signed certificate, accept it for the probe to test the rest (--insecure on the command line).`,
  },
} as const;
