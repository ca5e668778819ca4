import { relatedTo, type Rule, settingRange } from '../../support/index.js';

export const tlsKeyUnused: Rule = {
  code: 'tls-key-unused',
  title: 'A private key without its certificate',
  stage: 'start',
  severity: 'information',
  why: 'A key is loaded only together with its certificate: `rsa_private_key_file` with `rsa_cert_file`, `dsa_private_key_file` with `dsa_cert_file`. Alone it is silently ignored, and its path is not checked.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\ndsa_private_key_file=/etc/ssl/private/ftp.key\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nrsa_private_key_file=/etc/ssl/private/ftp.key\n',
  checkModel(model, report) {
    if (model.bool('ssl_enable') !== true) return;
    for (const kind of ['rsa', 'dsa'] as const) {
      const line = model.line(`${kind}_private_key_file`);
      if (!line || !model.text(`${kind}_private_key_file`) || model.text(`${kind}_cert_file`) !== null)
        continue;
      report({
        ...settingRange(line),
        message: `This key is not loaded: ${kind}_cert_file is not set.`,
        unnecessary: true,
        related: relatedTo(model, [`${kind}_cert_file`], 'Left empty here.'),
      });
    }
  },
};
