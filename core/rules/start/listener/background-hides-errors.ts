import { setToFix, settingRange } from '../../support/places.js';
import type { Rule } from '../../rule.js';

export const backgroundHidesErrors: Rule = {
  code: 'background-hides-errors',
  title: 'The daemon leaves before it has the port',
  stage: 'start',
  severity: 'information',
  page: {
    why: 'With `background=YES` the process that was started ends with status 0 before the port is bound. A port in use or a wrong address then shows nowhere, and systemd with `Type=simple` takes the service for finished and ends the rest. The Red Hat family is different: its start waits for the bind, and its unit expects the fork.',
    bad: 'listen=YES\nbackground=YES\n',
    good: 'listen=YES\nbackground=NO\n',
  },
  checkModel(model, report) {
    const line = model.line('background');
    if (!line || model.build.family === 'redhat' || model.bool('background') !== true) return;
    if (model.bool('listen') !== true && model.bool('listen_ipv6') !== true) return;
    report({
      ...settingRange(line),
      message:
        'background=YES ends the started process with status 0 before the port is bound: a failed start looks like a good one, and systemd (Type=simple) stops the service.',
      fixes: [setToFix(model, 'background', 'NO', line)],
    });
  },
};
