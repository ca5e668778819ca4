import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const tlsClientCertUnchecked: Rule = {
  code: 'tls-client-cert-unchecked',
  title: 'Client certificates are not really checked',
  stage: 'login',
  severity: 'warning',
  why: 'Three settings make a check of client certificates. `require_cert` requires one, with any signature. `validate_cert` requires that one that is sent is valid. `ca_certs_file` says who may sign. `require_cert` alone accepts self-made certificates; `validate_cert` alone accepts clients that send none; without `ca_certs_file` no certificate is valid.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nrequire_cert=YES\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nrequire_cert=YES\nvalidate_cert=YES\nca_certs_file=/etc/ssl/ca.pem\n',
  checkModel(model, report) {
    if (model.bool('ssl_enable') !== true || model.bool('ssl_request_cert') !== true) return;
    const required = model.bool('require_cert');
    const validated = model.bool('validate_cert');
    const authority = model.text('ca_certs_file');
    if (required === undefined || validated === undefined || authority === undefined) return;
    const line = model.line(required && !validated ? 'require_cert' : 'validate_cert');
    if (!line) return;
    const at = settingRange(line);
    if (required && !validated) {
      report({
        ...at,
        message: 'While validate_cert is NO, require_cert accepts any certificate, self-signed ones too.',
        fixes: [setToFix(model, 'validate_cert', 'YES', line)],
      });
    } else if (validated && authority === null) {
      report({
        ...at,
        message: `Without ca_certs_file no client certificate is valid: ${required ? 'every handshake fails' : 'clients that send one fail'}.`,
      });
    } else if (validated && !required) {
      report({
        ...at,
        severity: 'information',
        message: 'validate_cert alone requires nothing: a client that sends no certificate is accepted.',
        fixes: [setToFix(model, 'require_cert', 'YES', line)],
      });
    }
  },
};
