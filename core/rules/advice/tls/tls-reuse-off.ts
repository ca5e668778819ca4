import { type Rule, settingRange } from '../../support/index.js';

export const tlsReuseOff: Rule = {
  code: 'tls-reuse-off',
  title: 'Data connections need not continue the TLS session',
  stage: 'advice',
  severity: 'information',
  why: 'With `require_ssl_reuse=YES` a data connection must resume the TLS session of its control connection, which proves that both come from the same client; a client that cannot do it gets "522 SSL connection failed: session reuse required". With NO such clients work, and only the comparison of addresses ties the two connections together.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nrequire_ssl_reuse=NO\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\n',
  checkModel(model, report) {
    const line = model.line('require_ssl_reuse');
    if (!line || model.bool('ssl_enable') !== true || model.bool('require_ssl_reuse') !== false) return;
    report({
      ...settingRange(line),
      message:
        'A data connection need not prove that it belongs to the TLS session; NO is needed only for clients that get "522 SSL connection failed: session reuse required".',
    });
  },
};
