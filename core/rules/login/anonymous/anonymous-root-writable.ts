import { isWorldWritable, quoted, type Rule, valueRange } from '../../support/index.js';

export const anonymousRootWritable: Rule = {
  code: 'anonymous-root-writable',
  title: 'Anonymous users may write to their top directory',
  stage: 'login',
  severity: 'warning',
  why: 'Anonymous users are always jailed, and the top of the jail must not be writable for them. All users may write to /tmp, so the login ends with "500 OOPS: vsftpd: refusing to run with writable root inside chroot()"; `allow_writeable_chroot` does not help. Use a directory that belongs to root, with a writable one below it where uploads are wanted.',
  bad: 'anonymous_enable=YES\nanon_root=/tmp\n',
  good: 'anonymous_enable=YES\nanon_root=/srv/ftp\n',
  checkModel(model, report) {
    const line = model.line('anon_root');
    const path = line && model.text('anon_root');
    if (!path || !isWorldWritable(path) || model.bool('anonymous_enable') !== true) return;
    if (model.bool('run_as_launching_user') !== false) return;
    report({
      ...valueRange(line),
      // Without local users this stops every login.
      ...(model.bool('local_enable') === false ? { severity: 'error' as const } : {}),
      message: `${quoted(path)} is writable for all users: anonymous logins end with "500 OOPS: vsftpd: refusing to run with writable root inside chroot()".`,
    });
  },
};
