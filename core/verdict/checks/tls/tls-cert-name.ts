import { classOf } from '../../../reply/index.js';
import {
  type Check,
  type CheckReport,
  type Session,
  type EvidenceView,
  listed,
  quote,
} from '../support/index.js';
import {
  complaints,
  EXPIRED_WORDS,
  NAME_WORDS,
  severityOfDoubt,
  withCertificateError,
} from './certificates.js';

export const tlsCertName: Check = {
  id: 'TLS-CERT-NAME',
  title: 'The certificate is for another name',
  severity: 'warning',
  cause: 'tls',
  means: 'Clients that verify names refuse the connection.',
  decides: 'None of the certificate’s names is the name that was dialled.',
  spares:
    'A test by address instead of by name, or with a certificate that the tester has accepted, is only worth knowing.',
  fix: 'Use the name that the certificate carries, or have it issued for the name that clients use.',
  settings: ['rsa_cert_file'],
  metAt: { phase: 'tls', place: 50, asProtection: 20, asInformation: 300 },
  judgedAt: { phase: 'tls', place: 70 },
  find: (view) => [
    ...withCertificateError(view, /ALTNAME|HOSTNAME_MISMATCH|name mismatch/i, (c, session) => {
      const host = session.target?.host ?? '';
      return {
        evidence: `The certificate names ${
          listed(
            c.names.map((n) => quote(n, 80)),
            4,
          ) || quote(c.subject, 120)
        }; dialled was ${quote(host, 100)}.`,
        ...severityOfDoubt(view, session),
        ...(classOf(host) === null ? {} : byAddress(view, session)),
      };
    }),
    ...complaints(view, (text) => NAME_WORDS.test(text) && !EXPIRED_WORDS.test(text)),
  ],
};

/** Certificates are for names: that of a server which was dialled by its address may well be right. */
function byAddress({ witness }: EvidenceView, { user }: Session): Pick<CheckReport, 'severity' | 'fix'> {
  const text =
    'Probe the server by the name that its certificate carries, as its users do, or accept the certificate for the probe.';
  return witness === 'probe' && user === null ? { fix: { text } } : { severity: 'information' };
}
