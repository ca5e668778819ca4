import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const tlsOldProtocol: Rule = {
  code: 'tls-old-protocol',
  title: 'SSL 2 and SSL 3 are gone from OpenSSL',
  stage: 'advice',
  severity: 'information',
  why: 'No current OpenSSL has SSL 2, and SSL 3 is not compiled in. The switches only add a line AUTH SSL to FEAT, and some clients then choose the old command.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_sslv3=YES\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_sslv3=NO\n',
  checkModel(model, report) {
    if (model.bool('ssl_enable') !== true) return;
    for (const name of ['ssl_sslv2', 'ssl_sslv3'] as const) {
      const line = model.line(name);
      if (!line || model.bool(name) !== true) continue;
      report({
        ...settingRange(line),
        message: `OpenSSL has no ${name === 'ssl_sslv2' ? 'SSL 2' : 'SSL 3'} any more; the line only makes FEAT name AUTH SSL.`,
        fixes: [setToFix(model, name, 'NO', line, true)],
      });
    }
  },
};
