import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

export const tlsImplicitPort: Rule = {
  code: 'tls-implicit-port',
  title: 'Implicit TLS on an unusual port, or port 990 without it',
  stage: 'connection',
  severity: 'information',
  why: 'Clients expect implicit TLS on port 990 and a clear greeting on any other port. `implicit_ssl` does not change `listen_port`: on port 21 an ordinary client waits for a greeting that never comes. On port 990 without `implicit_ssl` the server waits for clear text while the client starts TLS.',
  bad: 'listen=YES\nssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nimplicit_ssl=YES\n',
  good: 'listen=YES\nlisten_port=990\nssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nimplicit_ssl=YES\n',
  checkModel(model, report) {
    if (model.bool('listen') !== true && model.bool('listen_ipv6') !== true) return;
    const port = model.number('listen_port');
    const implicit = model.bool('implicit_ssl');
    const tls = model.bool('ssl_enable');
    if (port === undefined || implicit === undefined || tls === undefined) return;
    const line = model.line(implicit ? 'implicit_ssl' : 'listen_port');
    if (!line) return;
    if (implicit && tls && port !== 990) {
      report({
        ...settingRange(line),
        message: `Implicit TLS is expected on port 990, but this server listens on port ${port}; other clients wait for a greeting and time out.`,
        fixes: [setToFix(model, 'listen_port', '990', line)],
        related: relatedTo(model, ['listen_port'], 'The port.'),
      });
    } else if (!implicit && port === 990) {
      report({
        ...settingRange(line),
        message:
          'On port 990 clients begin with a TLS handshake, but implicit_ssl is NO: the server waits for clear text.',
      });
    }
  },
};
