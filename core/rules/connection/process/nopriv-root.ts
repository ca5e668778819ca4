import { type Rule, setToFix, valueRange } from '../../support/index.js';

export const noprivRoot: Rule = {
  code: 'nopriv-root',
  title: 'The unprivileged user is root',
  stage: 'connection',
  severity: 'error',
  why: 'Root may write anywhere, `secure_chroot_dir` included, so the daemon ends every connection with "500 OOPS: vsftpd: refusing to run with writable root inside chroot()". The setting wants a user that owns nothing.',
  bad: 'nopriv_user=root\n',
  good: 'nopriv_user=nobody\n',
  checkModel(model, report) {
    const line = model.line('nopriv_user');
    if (!line || model.text('nopriv_user') !== 'root' || model.bool('one_process_model') !== false) return;
    report({
      ...valueRange(line),
      message:
        'root may write everywhere: every connection ends with "500 OOPS: vsftpd: refusing to run with writable root inside chroot()".',
      fixes: [setToFix(model, 'nopriv_user', 'nobody', line)],
    });
  },
};
