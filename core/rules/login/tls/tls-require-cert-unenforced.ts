import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const tlsRequireCertUnenforced: Rule = {
  code: 'tls-require-cert-unenforced',
  title: 'A client certificate is required, but never requested',
  stage: 'login',
  severity: 'warning',
  why: 'OpenSSL can only require a certificate that it requests. With `ssl_request_cert=NO` it requests none, and `require_cert=YES` is not enforced at all: clients without a certificate are accepted, without a message.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nrequire_cert=YES\nvalidate_cert=YES\nssl_request_cert=NO\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nrequire_cert=YES\nvalidate_cert=YES\nca_certs_file=/etc/ssl/ca.pem\nssl_request_cert=YES\n',
  checkModel(model, report) {
    const line = model.line('ssl_request_cert');
    if (!line || model.bool('ssl_enable') !== true) return;
    if (model.bool('require_cert') !== true || model.bool('ssl_request_cert') !== false) return;
    const validated = model.bool('validate_cert') === true;
    // Requested and checked against no authority, every certificate fails.
    const locksOut = validated && !model.text('ca_certs_file');
    report({
      ...settingRange(line),
      message:
        'With ssl_request_cert=NO require_cert=YES is not enforced: clients without a certificate are accepted.',
      fixes: locksOut ? [] : [setToFix(model, 'ssl_request_cert', 'YES', line, validated)],
    });
  },
};
