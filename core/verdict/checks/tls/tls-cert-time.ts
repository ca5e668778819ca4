import { type Check, quote } from '../support/index.js';
import { complaints, EXPIRED_WORDS, severityOfDoubt, withCertificateError } from './certificates.js';

export const tlsCertTime: Check = {
  id: 'TLS-CERT-TIME',
  title: 'The certificate is not valid at this time',
  severity: 'error',
  cause: 'tls',
  means: 'Clients refuse the connection or train users to click warnings away.',
  decides: 'The verification says expired or not yet valid.',
  spares: 'A wrong clock on the tester’s side looks the same: compare the dates in the evidence.',
  fix: 'Renew the certificate, put it where rsa_cert_file points and restart vsftpd.',
  settings: ['rsa_cert_file'],
  metAt: { phase: 'tls', place: 40, asProtection: 10 },
  judgedAt: { phase: 'tls', place: 60 },
  advice: {
    proftpd: 'Renew the certificate, put it where `TLSRSACertificateFile` points and restart ProFTPD.',
    pureFtpd: 'Renew the certificate, put it where `CertFile` points and restart Pure-FTPd.',
  },
  find: (view) => [
    ...withCertificateError(view, /EXPIRED|NOT_YET_VALID/i, (c, session) => ({
      ...(session.user === null ? severityOfDoubt(view, session) : {}),
      evidence: `${quote(c.subject, 120)} is valid from ${quote(c.validFrom, 40)} to ${quote(c.validTo, 40)} (${quote(c.error ?? '', 60)}).`,
    })),
    ...complaints(view, (text) => EXPIRED_WORDS.test(text)),
  ],
};
