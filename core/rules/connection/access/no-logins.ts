import { firstLineOf, relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

export const noLogins: Rule = {
  code: 'no-logins',
  title: 'No user can log in',
  stage: 'connection',
  severity: 'error',
  why: '`local_enable` is NO unless the file says YES; with `anonymous_enable=NO` no kind of login is left. The daemon still starts, and answers every connection with "500 OOPS: vsftpd: both local and anonymous access disabled!".',
  bad: 'listen=YES\nanonymous_enable=NO\n',
  good: 'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\n',
  checkModel(model, report) {
    if (model.bool('local_enable') !== false || model.bool('anonymous_enable') !== false) return;
    const line = firstLineOf(model, 'local_enable', 'anonymous_enable');
    if (!line) return;
    const both = model.isSet('local_enable') ? 'are both NO' : 'are both NO (local_enable by default)';
    report({
      ...settingRange(line),
      message: `anonymous_enable and local_enable ${both}: every connection ends with "500 OOPS: vsftpd: both local and anonymous access disabled!".`,
      fixes: [setToFix(model, 'local_enable', 'YES', line)],
      related: relatedTo(
        model,
        line === model.line('anonymous_enable') ? [] : ['anonymous_enable'],
        'Anonymous logins are turned off here.',
      ),
    });
  },
};
