import { type Check, quote } from '../support/index.js';
import { certificates } from './certificates.js';

const DAY = 24 * 60 * 60 * 1000;

export const tlsCertSoon: Check = {
  id: 'TLS-CERT-SOON',
  title: 'The certificate expires soon',
  severity: 'warning',
  cause: 'tls',
  means: 'From that day on clients refuse the connection or train users to click warnings away.',
  decides: 'The certificate ends within the days that were asked for (--warn-expiry).',
  spares: 'A certificate that has ended already (TLS-CERT-TIME), and every run that asked for no limit.',
  fix: 'Renew the certificate, put it where rsa_cert_file points and restart vsftpd.',
  settings: ['rsa_cert_file'],
  metAt: { phase: 'tls', place: 45, asProtection: 15 },
  judgedAt: { phase: 'tls', place: 65 },
  advice: {
    proftpd: 'Renew the certificate, put it where `TLSRSACertificateFile` points and restart ProFTPD.',
    pureFtpd: 'Renew the certificate, put it where `CertFile` points and restart Pure-FTPd.',
  },
  find: (view) => {
    const { expiry } = view;
    const [first] = certificates(view);
    if (!expiry || !first || /EXPIRED|NOT_YET_VALID/i.test(first.certificate.error ?? '')) return null;
    const { subject, validTo } = first.certificate;
    const left = Math.floor((Date.parse(validTo) - Date.parse(expiry.now)) / DAY);
    if (!(left < expiry.days)) return null;
    const days = left === 0 ? 'less than a day' : `${left} day${left > 1 ? 's' : ''}`;
    const when = left < 0 ? 'that is over' : `${days} from now`;
    return {
      evidence: `${quote(subject, 120)} is valid to ${quote(validTo, 40)}, ${when}.`,
      at: first.tls.at,
    };
  },
};
