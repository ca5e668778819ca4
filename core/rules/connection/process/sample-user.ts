import { type Rule, setToFix, valueRange } from '../../support/index.js';

export const sampleUser: Rule = {
  code: 'sample-user',
  title: 'A user name out of the sample file',
  stage: 'connection',
  severity: 'warning',
  why: 'The sample file that comes with vsftpd has `#chown_username=whoever` and `#nopriv_user=ftpsecure` in it. No system has a user `whoever`, and only openSUSE makes `ftpsecure`, according to its package. Without the user every connection ends with "500 OOPS", also those of users who upload nothing. Make the user, or name one that is there.',
  bad: 'anonymous_enable=YES\nwrite_enable=YES\nanon_upload_enable=YES\nchown_uploads=YES\nchown_username=whoever\n',
  good: 'anonymous_enable=YES\nwrite_enable=YES\nanon_upload_enable=YES\nchown_uploads=YES\nchown_username=daemon\n',
  checkModel(model, report) {
    const owner = model.line('chown_username');
    const uploads = model.line('chown_uploads');
    if (
      owner &&
      uploads &&
      model.text('chown_username') === 'whoever' &&
      model.bool('chown_uploads') === true
    )
      report({
        ...valueRange(owner),
        message: `No system has a user called whoever, the name in the sample file: every connection ends with "500 OOPS: vsftpd: cannot locate user specified in 'chown_username':whoever".`,
        fixes: [setToFix(model, 'chown_uploads', 'NO', uploads)],
      });
    const line = model.line('nopriv_user');
    if (!line || model.text('nopriv_user') !== 'ftpsecure' || model.bool('one_process_model') !== false)
      return;
    if (model.build.family === 'suse') return;
    report({
      ...valueRange(line),
      severity: 'information',
      message:
        'The package makes no user ftpsecure, the name in the sample file: unless you made one, every connection ends with "500 OOPS: cannot locate user entry:ftpsecure".',
      fixes: [setToFix(model, 'nopriv_user', 'nobody', line)],
    });
  },
};
