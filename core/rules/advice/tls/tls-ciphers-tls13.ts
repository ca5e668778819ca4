import { cipherWords, quoted, type Rule, valueRange } from '../../support/index.js';

export const tlsCiphersTls13: Rule = {
  code: 'tls-ciphers-tls13',
  title: 'TLS 1.3 suites in a list for older versions',
  stage: 'advice',
  severity: 'hint',
  why: '`ssl_ciphers` chooses the ciphers of TLS 1.2 and below. Names of TLS 1.3 suites are silently dropped from it, and all suites of TLS 1.3 stay on whatever it says.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_ciphers=TLS_AES_256_GCM_SHA384:HIGH\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_ciphers=HIGH\n',
  checkModel(model, report) {
    const line = model.line('ssl_ciphers');
    const list = line && model.text('ssl_ciphers');
    if (!list || model.bool('ssl_enable') !== true) return;
    const words = cipherWords(list);
    const suite = words.find(({ fate }) => fate === 'tls13');
    if (!suite || !words.some(({ fate }) => fate === 'kept')) return;
    report({
      ...valueRange(line),
      message: `${quoted(suite.word)} is dropped: this list is for TLS 1.2 and below, all suites of TLS 1.3 stay on.`,
    });
  },
};
