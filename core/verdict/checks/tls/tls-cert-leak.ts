import { type CertificateSeen, type Check, isInner, listed, quote } from '../support/index.js';
import { certificates } from './certificates.js';

export const tlsCertLeak: Check = {
  id: 'TLS-CERT-LEAK',
  title: 'The certificate tells inner names',
  severity: 'information',
  cause: 'tls',
  means: 'Strangers learn addresses or names of the inner network.',
  decides:
    'A private address or a name ending in .local, .internal, .lan or .localdomain in the certificate of a server with an outer address.',
  fix: 'Have the certificate issued without inner names.',
  settings: ['rsa_cert_file'],
  metAt: { phase: 'tls', place: 90, asInformation: 290 },
  judgedAt: { phase: 'tls', place: 90 },
  find: (view) => {
    const found = certificates(view).find(
      ({ session, certificate }) =>
        session.peer !== null && !isInner(session.peer) && inner(certificate).length > 0,
    );
    return found
      ? {
          evidence: `Names: ${listed(inner(found.certificate).map((n) => quote(n, 80)))}.`,
          at: found.tls.at,
        }
      : null;
  },
};

function inner(certificate: CertificateSeen): readonly string[] {
  return certificate.names.filter(
    (n) => isInner(n.replace(/^IP(?: Address)?:/i, '')) || /\.(?:local|internal|lan|localdomain)$/i.test(n),
  );
}
