import type { BuildId } from '../../../config/index.js';
import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

/** 3.0.5 with (or, for upstream, perhaps with) OpenSSL 3.0, where a gap ends the range; in 3.5 (Debian 13) it does not. */
const OPENSSL_3_0: readonly BuildId[] = ['upstream-3.0.5', 'ubuntu-22.04', 'ubuntu-24.04'];

/** The same code with OpenSSL 3.5, which bridges the gap; until it runs with an older one. */
const BRIDGED: readonly BuildId[] = ['debian-13', 'debian-sid', 'alpine'];

export const tlsVersionGap: Rule = {
  code: 'tls-version-gap',
  title: 'TLS 1.0 on, TLS 1.1 off: every handshake fails',
  stage: 'connection',
  severity: 'warning',
  why: 'In 3.0.5 `ssl_tlsv1=YES` switches TLS 1.0 on while 1.1 stays off. OpenSSL 3.0 stops at the gap and offers nothing above 1.0, for which the compiled cipher list has no cipher: every handshake fails, with TLS 1.2 and 1.3 clients too. OpenSSL 3.5, as in Debian 13, no longer does that; there the line is only worth knowing about. Files carried over from 3.0.3, where the line was harmless, run into this. Leave `ssl_tlsv1` out; where the AUTH TLS line of FEAT is needed, set `ssl_tlsv11=YES` as well.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_tlsv1=YES\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_tlsv1=YES\nssl_tlsv11=YES\n',
  exampleBuild: 'ubuntu-24.04',
  checkModel(model, report) {
    const line = model.line('ssl_tlsv1');
    const bridged = BRIDGED.includes(model.build.id);
    if (!line || !(bridged || OPENSSL_3_0.includes(model.build.id))) return;
    if (model.bool('ssl_enable') !== true || model.bool('ssl_tlsv1') !== true) return;
    // With ciphers for older versions in the list it works.
    if (model.bool('ssl_tlsv11') !== false || model.text('ssl_ciphers') !== 'ECDHE-RSA-AES256-GCM-SHA384')
      return;
    report({
      ...settingRange(line),
      severity: bridged ? 'information' : 'warning',
      message: bridged
        ? 'ssl_tlsv1=YES without ssl_tlsv11=YES leaves a gap: OpenSSL 3.5 bridges it, with OpenSSL 3.0 every TLS handshake fails.'
        : 'ssl_tlsv1=YES without ssl_tlsv11=YES leaves a gap, and OpenSSL 3.0 offers nothing above it: with the compiled ssl_ciphers every TLS handshake fails.',
      fixes: [
        setToFix(model, 'ssl_tlsv1', 'NO', line),
        {
          ...setToFix(model, 'ssl_tlsv11', 'YES', line),
          title: 'Add ssl_tlsv11=YES (3.0.3 does not know it)',
        },
      ],
      related: relatedTo(model, ['ssl_tlsv11'], 'TLS 1.1 is switched off here.'),
    });
  },
};
