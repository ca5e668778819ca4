import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const pamServiceDefault: Rule = {
  code: 'pam-service-default',
  title: 'The PAM service is called ftp',
  stage: 'login',
  severity: 'hint',
  why: 'Unless the file says otherwise the daemon asks the PAM service `ftp`; only Debian and Ubuntu compile `vsftpd` in. The package installs /etc/pam.d/vsftpd. A service without a file falls back to /etc/pam.d/other, which refuses all users on most systems: "530 Login incorrect.".',
  bad: 'listen=YES\nlocal_enable=YES\n',
  good: 'listen=YES\nlocal_enable=YES\npam_service_name=vsftpd\n',
  exampleBuild: 'el9',
  checkModel(model, report) {
    const line = model.line('local_enable');
    if (!line || model.bool('local_enable') !== true || model.isSet('pam_service_name')) return;
    if (model.text('pam_service_name') !== 'ftp') return;
    report({
      ...settingRange(line),
      message:
        'Without pam_service_name logins are checked by /etc/pam.d/ftp, or /etc/pam.d/other where that is missing; the package installs /etc/pam.d/vsftpd.',
      fixes: [setToFix(model, 'pam_service_name', 'vsftpd', line)],
    });
  },
};
