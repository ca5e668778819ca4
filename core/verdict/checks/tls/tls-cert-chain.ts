import { type Check, quote } from '../support/index.js';
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
  decides: 'The verification ends at a self-signed or unknown issuer.',
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
      /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|UNTRUSTED|self.signed/i,
      (c, s) => ({
        evidence: `${quote(c.subject, 120)} ${doubtInWords(c.error ?? '')} (${quote(c.error ?? '', 80)}).`,
        ...severityOfDoubt(view, s),
        ...(view.witness === 'probe' && s.user === null ? ACCEPT_IT : {}),
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
  if (/SELF_SIGNED_CERT_IN_CHAIN/i.test(code)) return 'comes from an authority that is not known here';
  return 'names an issuer that is not known here, or an intermediate certificate is missing';
}

/** It ended the probe: an own certificate is no reason to test no further. */
const ACCEPT_IT = {
  fix: {
    isGeneral: true,
    text: `${tlsCertChain.fix} If it is your own self-signed certificate, accept it for the probe to test the rest (--insecure on the command line).`,
  },
} as const;
