import { quoted, removeFix, type Rule, settingRange } from '../../support/index.js';

export const checkShellPam: Rule = {
  code: 'check-shell-pam',
  title: 'check_shell=NO does not let users without a shell in',
  stage: 'login',
  severity: 'warning',
  why: 'The setting counts only in a build without PAM. The packages are built with PAM, and there the PAM service decides: `pam_shells` in /etc/pam.d/vsftpd refuses a user whose shell is not in /etc/shells (such as /usr/sbin/nologin) with "530 Login incorrect.". Add the shell to /etc/shells, or take the line with `pam_shells` out of that file.',
  bad: 'local_enable=YES\ncheck_shell=NO\n',
  good: 'local_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('check_shell');
    if (!line || model.bool('check_shell') !== false || model.bool('local_enable') !== true) return;
    const service = model.text('pam_service_name');
    // Virtual users, and others too, may be checked by a PAM service that is made for them.
    const isOwn = model.bool('guest_enable') !== false || (service && !/^(?:vs)?ftpd?$/.test(service));
    report({
      ...settingRange(line),
      ...(isOwn ? { severity: 'hint' as const } : {}),
      message: `check_shell has no effect in a build with PAM: a user with a shell such as /usr/sbin/nologin still gets "530 Login incorrect." if the PAM service${service ? ` ${quoted(service)}` : ''} uses pam_shells. Add the shell to /etc/shells.`,
      unnecessary: true,
      fixes: [removeFix(model, line)],
    });
  },
};
