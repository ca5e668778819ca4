import { type Rule, settingRange } from '../../support/index.js';

export const tlsCertificateEmpty: Rule = {
  code: 'tls-certificate-empty',
  title: 'TLS with no certificate at all',
  stage: 'connection',
  severity: 'error',
  why: 'An empty `rsa_cert_file=` silently removes the default. Without `dsa_cert_file` too, the daemon starts but has no certificate: every TLS handshake fails.',
  bad: 'ssl_enable=YES\nrsa_cert_file=\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\n',
  checkModel(model, report) {
    const line = model.line('rsa_cert_file');
    if (!line || model.bool('ssl_enable') !== true) return;
    if (model.text('rsa_cert_file') !== null || model.text('dsa_cert_file') !== null) return;
    report({
      ...settingRange(line),
      message:
        'Every TLS handshake fails: with an empty path the server has no certificate (it starts all the same).',
    });
  },
};
