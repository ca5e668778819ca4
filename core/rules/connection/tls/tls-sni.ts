import { quoted, type Rule, valueRange } from '../../support/index.js';

export const tlsSni: Rule = {
  code: 'tls-sni',
  title: 'Only clients that send this host name can connect',
  stage: 'connection',
  severity: 'information',
  why: 'With `ssl_sni_hostname` a handshake is refused (alert unrecognized_name) unless the client sends exactly this host name. Old clients send none, and a client that was given an IP address never does. Clients send the name in lower case.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_sni_hostname=192.0.2.7\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\n',
  exampleBuild: 'debian-13',
  checkModel(model, report) {
    const line = model.line('ssl_sni_hostname');
    const host = line && model.text('ssl_sni_hostname');
    if (!host || !model.knows('ssl_sni_hostname') || model.bool('ssl_enable') !== true) return;
    const never = /^[\d.]+$/.test(host) || host.includes(':');
    report({
      ...valueRange(line),
      ...(never ? { severity: 'warning' as const } : {}),
      message: never
        ? 'Clients never send an address as the host name, so every TLS handshake is refused (unrecognized_name).'
        : `A TLS handshake is refused unless the client sends exactly ${quoted(host)} as the host name; clients that connect by address send none.`,
    });
  },
};
