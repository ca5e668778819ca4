import { type Check, type CheckReport, quote, SESSION } from '../support/index.js';

export const tlsDataCertDiff: Check = {
  id: 'TLS-DATA-CERT-DIFF',
  title: 'The data connection shows another certificate',
  severity: 'warning',
  cause: 'network',
  means: 'Another node or an inspecting proxy answers on the data port; clients that compare refuse.',
  decides: 'The fingerprints of control and data connection differ in a full handshake.',
  spares: 'Resumed sessions, which carry no certificate.',
  fix: 'Pin both connections of a client to one node, and give all nodes the same certificate.',
  metAt: { phase: 'transfer', place: 50 },
  judgedAt: { phase: 'tls', place: 100 },
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
