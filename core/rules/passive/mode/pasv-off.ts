import { relatedTo, setToFix, settingRange, type Rule } from '../../support/index.js';

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
    const wanted = ['pasv_min_port', 'pasv_max_port', 'pasv_address'].filter((name) => model.isSet(name));
    report({
      ...settingRange(line),
      ...(wanted.length > 0 ? { severity: 'warning' as const } : {}),
      message: `PASV and EPSV are refused${wanted.length > 0 ? `, although ${wanted.join(' and ')} prepare${wanted.length > 1 ? '' : 's'} for them` : ''}; clients on NAT or a firewall, and all that support only passive mode, cannot transfer anything.`,
      related: relatedTo(model, wanted, 'Without effect.'),
      fixes: [setToFix(model, 'pasv_enable', 'YES', line)],
    });
  },
};
