import { type Rule, settingRange } from '../../support/index.js';

export const clearTextLogins: Rule = {
  code: 'clear-text-logins',
  title: 'Passwords travel in clear text',
  stage: 'advice',
  severity: 'hint',
  why: 'FTP without TLS sends user name and password in clear text, and they are the passwords of system accounts. `ssl_enable=YES` with a certificate makes the daemon refuse logins without TLS. In a closed network or inside a tunnel, clear text may be what you want.',
  bad: 'local_enable=YES\n',
  good: 'local_enable=YES\nssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\n',
  checkModel(model, report) {
    const line = model.line('local_enable');
    if (!line || model.bool('local_enable') !== true || model.bool('ssl_enable') !== false) return;
    report({
      ...settingRange(line),
      message: 'Without ssl_enable=YES user names and passwords travel in clear text.',
    });
  },
};
