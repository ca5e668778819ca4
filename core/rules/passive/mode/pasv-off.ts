import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const pasvOff: Rule = {
  code: 'pasv-off',
  title: 'Passive mode is off',
  stage: 'passive',
  severity: 'information',
  files: ['main', 'per-user'],
  why: 'Without passive mode the server must connect to the client, which NAT and firewalls on the client side mostly prevent. EPSV and PASV answer "550 Permission denied." (502 in Debian sid), and browsers and most programs support nothing else.',
  bad: 'pasv_enable=NO\n',
  good: 'pasv_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('pasv_enable');
    if (!line || model.bool('pasv_enable') !== false || model.bool('port_enable') === false) return;
    report({
      ...settingRange(line),
      message:
        'PASV and EPSV are refused; clients on NAT or a firewall, and all that support only passive mode, cannot transfer anything.',
      fixes: [setToFix(model, 'pasv_enable', 'YES', line)],
    });
  },
};
