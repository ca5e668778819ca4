import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

export const tlsImplicitIgnored: Rule = {
  code: 'tls-implicit-ignored',
  title: 'Implicit TLS while TLS is off',
  stage: 'connection',
  severity: 'warning',
  why: '`implicit_ssl` works only with `ssl_enable=YES`. Without it the server greets in clear text, and a client that starts with a TLS handshake cannot connect.',
  bad: 'implicit_ssl=YES\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nlisten_port=990\nimplicit_ssl=YES\n',
  checkModel(model, report) {
    const line = model.line('implicit_ssl');
    if (!line || model.bool('implicit_ssl') !== true || model.bool('ssl_enable') !== false) return;
    report({
      ...settingRange(line),
      message: 'implicit_ssl is ignored without ssl_enable=YES: the server greets in clear text.',
      // Without a certificate the server would not start.
      fixes: model.isSet('rsa_cert_file') ? [setToFix(model, 'ssl_enable', 'YES', line)] : [],
      related: relatedTo(model, ['ssl_enable'], 'TLS is switched off here.'),
    });
  },
};
