import type { Check } from '../support/index.js';
import { refusedTransferReports, refusedTransfers, REUSE_WORDS } from './data-refusals.js';

const ENCRYPT =
  /data connections? must be encrypted|prot p (?:is )?required|this prot (?:setting|level)|protection level|must be protected|(?:encrypt(?:ed|ion)|ssl|tls) (?:is )?required|requires (?:ssl|tls)/i;

export const tlsDataRequired: Check = {
  id: 'TLS-DATA-REQUIRED',
  title: 'The server wants encrypted data connections',
  severity: 'error',
  cause: 'client',
  means:
    'The client logged in and left its data connections in clear, so that it can neither list nor transfer.',
  decides: '522 (or 521, 534, 536) that asks for encrypted data connections.',
  fix: 'Let the client send PBSZ 0 and PROT P: lftp `set ftp:ssl-protect-data true`, curl `--ssl-reqd`, ftplib `prot_p()`.',
  settings: ['force_local_data_ssl', 'force_anon_data_ssl'],
  metAt: { phase: 'transfer', place: 10 },
  judgedAt: { phase: 'data-connection', place: 60 },
  find: (view) => {
    const found = refusedTransfers(
      view,
      ({ final }) =>
        final !== null &&
        [521, 522, 534, 536].includes(final.code) &&
        ENCRYPT.test(final.text) &&
        !REUSE_WORDS.test(final.text),
    );
    if (found[0]?.it.secured !== false) return refusedTransferReports(found);
    const title = 'The server wants encrypted data connections, and the session is in clear';
    const text =
      'Set the client to explicit TLS (FTPES, AUTH TLS) on the same port: without it no data connection can be encrypted.';
    return refusedTransferReports(found, { title, fix: { text }, fitsAnyServer: true });
  },
};
