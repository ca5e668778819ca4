import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const noProtocol: Rule = {
  code: 'no-protocol',
  title: 'FTP itself is turned off',
  stage: 'connection',
  severity: 'error',
  why: '`ftp_enable=NO` leaves no protocol: the built-in HTTP server is off, too. Every connection gets "500 OOPS: vsftpd: both FTP and HTTP disabled!".',
  bad: 'ftp_enable=NO\n',
  good: 'ftp_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('ftp_enable');
    if (!line || model.bool('ftp_enable') !== false || model.bool('http_enable') !== false) return;
    report({
      ...settingRange(line),
      message:
        'ftp_enable=NO leaves no protocol: every connection ends with "500 OOPS: vsftpd: both FTP and HTTP disabled!".',
      fixes: [setToFix(model, 'ftp_enable', 'YES', line)],
    });
  },
};
