import { type Rule, settingRange, setToFix } from '../../support/index.js';

const EFFECTS = {
  force_local_logins_ssl: 'passwords are still accepted in clear text, although TLS is on',
  force_local_data_ssl: 'files and listings may still travel in clear text, although TLS is on',
} as const;

export const tlsOptional: Rule = {
  code: 'tls-optional',
  title: 'TLS is on, but not required',
  stage: 'advice',
  severity: 'information',
  why: 'With TLS on, local users must encrypt logins and data unless these two settings say NO. A client that does not ask for TLS then sends its password in clear text, unnoticed.',
  bad: 'ssl_enable=YES\nlocal_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nforce_local_logins_ssl=NO\n',
  good: 'ssl_enable=YES\nlocal_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nforce_local_logins_ssl=YES\n',
  checkModel(model, report) {
    if (model.bool('ssl_enable') !== true || model.bool('local_enable') !== true) return;
    for (const name of ['force_local_logins_ssl', 'force_local_data_ssl'] as const) {
      const line = model.line(name);
      if (!line || model.bool(name) !== false) continue;
      // Implicit TLS encrypts every login anyway.
      if (name === 'force_local_logins_ssl' && model.bool('implicit_ssl') !== false) continue;
      report({
        ...settingRange(line),
        message: `With ${name}=NO ${EFFECTS[name]}.`,
        fixes: [setToFix(model, name, 'YES', line)],
      });
    }
  },
};
