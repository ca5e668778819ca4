import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const backgroundHidesErrors: Rule = {
  code: 'background-hides-errors',
  title: 'A failed start goes unnoticed',
  stage: 'start',
  severity: 'information',
  why: 'With `background=YES` the process that was started ends with status 0 before the port is bound. A port in use or a wrong address is then reported nowhere, and systemd with `Type=simple` believes that the service has finished and stops it. The Red Hat family is different: its start waits for the bind, and its unit expects the fork.',
  bad: 'listen=YES\nbackground=YES\n',
  good: 'listen=YES\nbackground=NO\n',
  checkModel(model, report) {
    const line = model.line('background');
    if (!line || model.build.family === 'redhat' || model.bool('background') !== true) return;
    if (model.bool('listen') !== true && model.bool('listen_ipv6') !== true) return;
    report({
      ...settingRange(line),
      message:
        'A failed start looks like a good one: with background=YES the started process ends with status 0 before the port is bound, and systemd (Type=simple) stops the service.',
      fixes: [setToFix(model, 'background', 'NO', line)],
    });
  },
};
