import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

export const oneProcessLocal: Rule = {
  code: 'one-process-local',
  title: 'Local users in the one-process model',
  stage: 'connection',
  severity: 'error',
  why: 'In the one-process model the process drops root before the login, so it can only serve anonymous users. With `local_enable=YES` as well, every connection gets "500 OOPS: vsftpd: security: \'one_process_model\' is anonymous only".',
  bad: 'one_process_model=YES\nlocal_enable=YES\n',
  good: 'one_process_model=NO\nlocal_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('one_process_model');
    if (!line || model.bool('one_process_model') !== true || model.bool('local_enable') !== true) return;
    report({
      ...settingRange(line),
      message:
        'one_process_model serves anonymous users only, and local_enable is YES: every connection ends with "500 OOPS: vsftpd: security: \'one_process_model\' is anonymous only".',
      fixes: [
        setToFix(model, 'one_process_model', 'NO', line),
        // Without anonymous users no kind of login would be left.
        ...(model.bool('anonymous_enable') === true ? [setToFix(model, 'local_enable', 'NO', line)] : []),
      ],
      related: relatedTo(model, ['local_enable'], 'Local logins are switched on here.'),
    });
  },
};
