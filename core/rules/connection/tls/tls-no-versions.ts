import { firstLineOf, type Rule, settingRange, setToFix, versionSwitches } from '../../support/index.js';

export const tlsNoVersions: Rule = {
  code: 'tls-no-versions',
  title: 'All versions of TLS are off',
  stage: 'connection',
  severity: 'error',
  why: 'The daemon starts with TLS on and every version off, and then every handshake fails.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_tlsv12=NO\nssl_tlsv13=NO\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_tlsv12=YES\nssl_tlsv13=YES\n',
  exampleBuild: 'debian-13',
  checkModel(model, report) {
    const newer = versionSwitches(model);
    const names = [...newer].reverse();
    const line = firstLineOf(model, ...names);
    const name = names.find((candidate) => model.line(candidate) === line);
    if (!line || !name || model.bool('ssl_enable') !== true) return;
    const all = ['ssl_tlsv1', ...newer];
    if (!all.every((each) => model.bool(each) === false)) return;
    report({
      ...settingRange(line),
      message: `Every TLS handshake fails: all versions are off (${all.join(', ')}).`,
      fixes: [setToFix(model, name, 'YES', line)],
    });
  },
};
