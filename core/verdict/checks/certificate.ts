import { classOf } from '../../reply/index.js';
import type { Check, CheckReport } from '../check.js';
import type { CertificateSeen, TlsSeen } from '../../events/observation.js';
import { listed, quote } from '../words/quote.js';
import { SESSION } from '../session-names.js';
import { type EvidenceView } from '../view/view.js';
import { isInner } from '../view/addresses.js';
import type { Session } from '../view/session.js';

function certificates(
  view: EvidenceView,
): readonly { session: Session; tls: TlsSeen; certificate: CertificateSeen }[] {
  return view.sessions.flatMap((session) =>
    session.tls.flatMap((tls) => (tls.certificate ? [{ session, tls, certificate: tls.certificate }] : [])),
  );
}

/** One report for the first certificate whose verification failed that way. */
function withError(
  view: EvidenceView,
  words: RegExp,
  describe: (c: CertificateSeen, s: Session) => Omit<CheckReport, 'about'>,
): readonly CheckReport[] {
  const found = certificates(view).filter(({ certificate }) => words.test(certificate.error ?? ''));
  const first = found[0];
  return first ? [{ ...describe(first.certificate, first.session), at: first.tls.at }] : [];
}

/**
 * A fault ends a probe before the login, as it ends the sessions of clients that verify, unless somebody knew of it and
 * went on: then the certificate is trusted here, and what is left is worth knowing.
 */
function weight({ witness }: EvidenceView, { user }: Session): Pick<CheckReport, 'severity'> {
  if (user !== null) return { severity: 'information' };
  return witness === 'probe' ? { severity: 'error' } : {};
}

const time: Check = {
  id: 'TLS-CERT-TIME',
  title: 'The certificate is not valid at this time',
  severity: 'error',
  cause: 'tls',
  means: 'Clients refuse the connection or train users to click warnings away.',
  decides: 'The verification says expired or not yet valid.',
  spares: 'A wrong clock on the tester’s side looks the same: compare the dates in the evidence.',
  fix: 'Renew the certificate, put it where rsa_cert_file points and restart vsftpd.',
  settings: ['rsa_cert_file'],
  find: (view) =>
    withError(view, /EXPIRED|NOT_YET_VALID/i, (c) => ({
      evidence: `${quote(c.subject, 120)} is valid from ${quote(c.validFrom, 40)} to ${quote(c.validTo, 40)} (${quote(c.error ?? '', 60)}).`,
    })),
};

const name: Check = {
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
  find: (view) =>
    withError(view, /ALTNAME|HOSTNAME_MISMATCH|name mismatch/i, (c, session) => {
      const host = session.target?.host ?? '';
      return {
        evidence: `The certificate names ${
          listed(
            c.names.map((n) => quote(n, 80)),
            4,
          ) || quote(c.subject, 120)
        }; dialled was ${quote(host, 100)}.`,
        ...weight(view, session),
        ...(classOf(host) === null ? {} : byAddress(view, session)),
      };
    }),
};

/** Certificates are for names: that of a server which was dialled by its address may well be right. */
function byAddress({ witness }: EvidenceView, { user }: Session): Pick<CheckReport, 'severity' | 'fix'> {
  const text =
    'Probe the server by the name that its certificate carries, as its users do, or accept the certificate for the probe.';
  return witness === 'probe' && user === null ? { fix: { text } } : { severity: 'information' };
}

const chain: Check = {
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
  find: (view) => {
    const verified = withError(
      view,
      /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|UNTRUSTED|self.signed/i,
      (c, s) => ({
        evidence: `${quote(c.subject, 120)} ${doubtInWords(c.error ?? '')} (${quote(c.error ?? '', 80)}).`,
        ...weight(view, s),
      }),
    );
    return verified.length > 0 ? verified : complaints(view);
  },
};

/** Node's codes of verification errors, which are OpenSSL's. */
function doubtInWords(code: string): string {
  if (/DEPTH_ZERO_SELF_SIGNED/i.test(code)) return 'has signed itself';
  if (/SELF_SIGNED_CERT_IN_CHAIN/i.test(code)) return 'comes from an authority that is not known here';
  return 'names an issuer that is not known here, or an intermediate certificate is missing';
}

/** A client's own words, where no certificate was recorded. */
function complaints(view: EvidenceView): readonly CheckReport[] {
  const notes = view.sessions.flatMap((s) => s.notes.filter((n) => n.note === 'certificate-untrusted'));
  return notes
    .slice(0, 1)
    .map((n) => ({ evidence: `The client says: \`${quote(n.text)}\`.`, about: notes, at: n.at }));
}

const leak: Check = {
  id: 'TLS-CERT-LEAK',
  title: 'The certificate tells inner names',
  severity: 'information',
  cause: 'tls',
  means: 'Strangers learn addresses or names of the inner network.',
  decides:
    'A private address or a name ending in .local, .internal, .lan or .localdomain in the certificate of a server with an outer address.',
  fix: 'Have the certificate issued without inner names.',
  settings: ['rsa_cert_file'],
  find: (view) => {
    const found = certificates(view).find(
      ({ session, certificate }) =>
        session.peer !== null && !isInner(session.peer) && inner(certificate).length > 0,
    );
    return found
      ? [
          {
            evidence: `Names: ${listed(inner(found.certificate).map((n) => quote(n, 80)))}.`,
            at: found.tls.at,
          },
        ]
      : [];
  },
};

function inner(certificate: CertificateSeen): readonly string[] {
  return certificate.names.filter(
    (n) => isInner(n.replace(/^IP(?: Address)?:/i, '')) || /\.(?:local|internal|lan|localdomain)$/i.test(n),
  );
}

const dataDiffers: Check = {
  id: 'TLS-DATA-CERT-DIFF',
  title: 'The data connection shows another certificate',
  severity: 'warning',
  cause: 'network',
  means: 'Another node or an inspecting proxy answers on the data port; clients that compare refuse.',
  decides: 'The fingerprints of control and data connection differ in a full handshake.',
  spares: 'Resumed sessions, which carry no certificate.',
  fix: 'Pin both connections of a client to one node, and give all nodes the same certificate.',
  find: (view) =>
    // Only a data connection that does not resume shows one: often the experiment with such a one is the first.
    [...view.sessions, ...view.experiments.filter(({ id }) => id === SESSION.fresh)].flatMap(
      (session): readonly CheckReport[] => {
        const control = session.tls.find((t) => t.certificate)?.certificate;
        const data = session.attempts.find(
          ({ tls }) =>
            tls?.certificate &&
            tls.reused !== true &&
            control &&
            tls.certificate.fingerprint !== control.fingerprint,
        )?.tls;
        if (!control || !data?.certificate) return [];
        const evidence = `Control: ${quote(control.subject, 80)}, ${quote(control.fingerprint, 20)}; data: ${quote(data.certificate.subject, 80)}, ${quote(data.certificate.fingerprint, 20)}.`;
        return [{ evidence, at: data.at }];
      },
    ),
};

export const CERTIFICATE: readonly Check[] = [time, name, chain, leak, dataDiffers];
