import { firstLineOf, type Rule, settingRange, setToFix } from '../../support/index.js';

export const tlsAnonymousRefused: Rule = {
  code: 'tls-anonymous-refused',
  title: 'Anonymous users may not use TLS',
  stage: 'login',
  severity: 'information',
  why: 'With TLS on, anonymous users may not use it by default: after AUTH TLS they get "530 Anonymous sessions may not use encryption.". Clients that try TLS first (most graphical ones) fail to log in. `allow_anon_ssl=YES` allows them. With `implicit_ssl=YES` every connection is encrypted, so no anonymous login works at all.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nanonymous_enable=YES\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nanonymous_enable=YES\nallow_anon_ssl=YES\n',
  checkModel(model, report) {
    if (model.bool('ssl_enable') !== true || model.bool('anonymous_enable') !== true) return;
    if (model.bool('allow_anon_ssl') !== false || model.bool('force_anon_logins_ssl') !== false) return;
    const line = firstLineOf(model, 'allow_anon_ssl', 'anonymous_enable', 'ssl_enable');
    if (!line) return;
    const implicit = model.bool('implicit_ssl') === true;
    report({
      ...settingRange(line),
      ...(implicit ? { severity: 'warning' as const } : {}),
      message: `${implicit ? 'With implicit_ssl every session is encrypted, and an' : 'An'} anonymous login over TLS gets "530 Anonymous sessions may not use encryption."`,
      fixes: [setToFix(model, 'allow_anon_ssl', 'YES', line)],
    });
  },
};
