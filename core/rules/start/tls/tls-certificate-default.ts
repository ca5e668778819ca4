import { type Fix, nameRange, quoted, relatedTo, type Rule, settingRange } from '../../support/index.js';
import type { ConfigModel } from '../../../config/index.js';

export const tlsCertificateDefault: Rule = {
  code: 'tls-certificate-default',
  title: 'TLS without a certificate',
  stage: 'start',
  severity: 'warning',
  why: 'Without `rsa_cert_file` the daemon loads /usr/share/ssl/certs/vsftpd.pem, a path that no current distribution has, and ends at start with "500 OOPS: SSL: cannot load RSA certificate". `dsa_cert_file` and `rsa_private_key_file` do not replace it. Any type of key is fine in `rsa_cert_file`.',
  bad: 'ssl_enable=YES\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nrsa_private_key_file=/etc/ssl/private/ftp.key\n',
  checkModel(model, report) {
    const line = model.line('ssl_enable');
    const path = model.text('rsa_cert_file');
    if (!line || model.bool('ssl_enable') !== true || model.isSet('rsa_cert_file') || !path) return;
    const key = model.line('rsa_private_key_file');
    const other = model.line('dsa_cert_file');
    const at = other ?? key;
    const has = other ? 'dsa_cert_file is a second certificate' : 'A private key is not a certificate';
    report({
      ...(at ? nameRange(at) : settingRange(line)),
      message: `${at ? `${has}; ` : ''}${at ? 'rsa_cert_file' : 'ssl_enable needs rsa_cert_file; it'} is not set, and its default ${quoted(path)} exists on no current system: "500 OOPS: SSL: cannot load RSA certificate" at start.`,
      fixes: other ? [asRsa(model)] : [],
      related: at ? relatedTo(model, ['ssl_enable'], 'TLS is switched on here.') : [],
    });
  },
};

/** The two slots take any type of key, so the certificate may simply move. */
function asRsa(model: ConfigModel): Fix {
  const names = model.isSet('rsa_private_key_file')
    ? ['dsa_cert_file']
    : ['dsa_cert_file', 'dsa_private_key_file'];
  const edits = names.flatMap((name) => {
    const line = model.line(name);
    return line ? [{ ...nameRange(line), newText: name.replace('dsa', 'rsa') }] : [];
  });
  return { title: 'Rename to rsa_cert_file (any type of key works)', edits };
}
