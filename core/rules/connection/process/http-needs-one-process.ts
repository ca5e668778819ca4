import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const httpNeedsOneProcess: Rule = {
  code: 'http-needs-one-process',
  title: 'HTTP without the one-process model',
  stage: 'connection',
  severity: 'error',
  why: 'The undocumented HTTP server only exists in the one-process model. Without `one_process_model=YES` not even FTP works any more: every connection gets "500 OOPS: vsftpd: HTTP needs \'one_process_model\' for now".',
  bad: 'http_enable=YES\n',
  good: 'http_enable=NO\n',
  checkModel(model, report) {
    const line = model.line('http_enable');
    if (!line || model.bool('http_enable') !== true || model.bool('one_process_model') !== false) return;
    report({
      ...settingRange(line),
      message:
        'http_enable works in the one-process model only: every connection ends with "500 OOPS: vsftpd: HTTP needs \'one_process_model\' for now".',
      fixes: [setToFix(model, 'http_enable', 'NO', line)],
    });
  },
};
