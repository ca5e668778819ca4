import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

export const noDataConnections: Rule = {
  code: 'no-data-connections',
  title: 'Neither passive nor active transfers',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'With `pasv_enable=NO` and `port_enable=NO` there is no way to get a data connection: users log in, and then every listing and every file fails with "425 Use PORT or PASV first.".',
  bad: 'pasv_enable=NO\nport_enable=NO\n',
  good: 'pasv_enable=YES\nport_enable=NO\n',
  checkModel(model, report) {
    const line = model.line('pasv_enable');
    if (!line || model.bool('pasv_enable') !== false || model.bool('port_enable') !== false) return;
    report({
      ...settingRange(line),
      message:
        'Passive and active mode are both off, so there are no data connections: every listing and transfer answers "425 Use PORT or PASV first."',
      fixes: [setToFix(model, 'pasv_enable', 'YES', line)],
      related: relatedTo(model, ['port_enable'], 'Active mode is switched off here.'),
    });
  },
};
