import { firstLineOf, type Rule, settingRange } from '../../support/index.js';

export const tlsFeatHidden: Rule = {
  code: 'tls-feat-hidden',
  title: 'FEAT does not list AUTH TLS',
  stage: 'connection',
  severity: 'hint',
  why: 'FEAT lists AUTH TLS only while `ssl_tlsv1` is YES, although AUTH TLS works all the same. In 3.0.5 the default is NO, so the line is missing on every TLS server of that version (the Red Hat family and openSUSE fixed it). Clients that check FEAT first then believe that there is no TLS; choosing explicit TLS in the client helps. In 3.0.3 `ssl_tlsv1=NO` switches TLS 1.0 off and hides the line.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_tlsv1=NO\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\n',
  checkModel(model, report) {
    const { family } = model.build;
    if (family === 'redhat' || family === 'suse' || model.bool('ssl_enable') !== true) return;
    const line = firstLineOf(model, 'ssl_tlsv1', 'ssl_enable');
    if (!line || model.bool('ssl_tlsv1') !== false || model.bool('implicit_ssl') !== false) return;
    report({
      ...settingRange(line),
      message: `While ssl_tlsv1 is NO${model.isSet('ssl_tlsv1') ? '' : ' (the default)'}, FEAT does not list AUTH TLS; clients that check FEAT first believe there is no TLS.`,
    });
  },
};
