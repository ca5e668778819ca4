import { type Rule, settingRange } from '../../support/index.js';

export const tlsSnakeoil: Rule = {
  code: 'tls-snakeoil',
  title: 'The certificate of the installer',
  stage: 'advice',
  severity: 'information',
  why: 'The snakeoil certificate was made on this machine when a package was installed; it is self-signed, and often it names another host. Clients warn about it or refuse, and cannot tell this server from an impostor.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ssl-cert-snakeoil.pem\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/letsencrypt/live/ftp.example.com/fullchain.pem\n',
  checkModel(model, report) {
    const line = model.line('rsa_cert_file');
    if (!line || model.bool('ssl_enable') !== true) return;
    if (!model.text('rsa_cert_file')?.includes('ssl-cert-snakeoil')) return;
    report({
      ...settingRange(line),
      message: 'This is the self-signed certificate of the installation; clients warn about it or refuse it.',
    });
  },
};
