import { type Rule, settingRange } from '../../support/index.js';

export const runAsLaunchingUser: Rule = {
  code: 'run-as-launching-user',
  title: 'No user is jailed',
  stage: 'login',
  severity: 'warning',
  why: 'With `run_as_launching_user=YES` the daemon stays the user who started it and never changes root: every user who logs in sees the whole file system with the rights of that user. Started by root that is everything.',
  bad: 'run_as_launching_user=YES\n',
  good: 'run_as_launching_user=NO\n',
  checkModel(model, report) {
    const line = model.line('run_as_launching_user');
    if (!line || model.bool('run_as_launching_user') !== true) return;
    report({
      ...settingRange(line),
      message:
        'run_as_launching_user=YES turns every jail off, also for anonymous users: users who log in see all files that the starting user sees.',
    });
  },
};
