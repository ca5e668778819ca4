import {
  firstLineOf,
  relatedTo,
  type Rule,
  settingRange,
  setToFix,
  tlsDemands,
} from '../../support/index.js';

export const tlsNotEnabled: Rule = {
  code: 'tls-not-enabled',
  title: 'TLS is required, but off',
  stage: 'login',
  severity: 'warning',
  why: 'The `force_` settings say that clear text is not wanted, but they do nothing without `ssl_enable=YES`: passwords and files travel in clear text, and the server offers nothing else.',
  bad: 'local_enable=YES\nforce_local_logins_ssl=YES\n',
  good: 'local_enable=YES\nssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nforce_local_logins_ssl=YES\n',
  checkModel(model, report) {
    if (model.bool('ssl_enable') !== false) return;
    const line = firstLineOf(model, ...tlsDemands(model));
    if (!line) return;
    const off = model.isSet('ssl_enable');
    report({
      ...settingRange(line),
      // An explicit NO is meant.
      ...(off ? { severity: 'hint' as const, unnecessary: true } : {}),
      message: `ssl_enable is NO${off ? '' : ' unless the file says YES'}, so this has no effect: logins and data travel in clear text.`,
      // Without a certificate the server would not start.
      fixes: off || !model.isSet('rsa_cert_file') ? [] : [setToFix(model, 'ssl_enable', 'YES', line)],
      related: relatedTo(model, ['ssl_enable'], 'TLS is switched off here.'),
    });
  },
};
