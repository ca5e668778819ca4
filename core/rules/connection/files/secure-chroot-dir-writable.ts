import { isWorldWritable, quoted, removeFix, type Rule, valueRange } from '../../support/index.js';

export const secureChrootDirWritable: Rule = {
  code: 'secure-chroot-dir-writable',
  title: 'secure_chroot_dir is writable',
  stage: 'connection',
  severity: 'error',
  why: 'The part of the daemon that talks to clients before the login is locked into `secure_chroot_dir`. Its user must not be able to write there, so with /tmp every connection gets "500 OOPS: vsftpd: refusing to run with writable root inside chroot()". `allow_writeable_chroot` does not help here. Use the empty directory that the package created.',
  bad: 'secure_chroot_dir=/tmp\n',
  good: 'secure_chroot_dir=/var/run/vsftpd/empty\n',
  checkModel(model, report) {
    const line = model.line('secure_chroot_dir');
    const path = line && model.text('secure_chroot_dir');
    if (!path || !isWorldWritable(path) || model.bool('one_process_model') !== false) return;
    report({
      ...valueRange(line),
      message: `${quoted(path)} is writable for all users: every connection ends with "500 OOPS: vsftpd: refusing to run with writable root inside chroot()".`,
      fixes: [{ ...removeFix(model, line), title: 'Remove the line (the compiled default applies)' }],
    });
  },
};
