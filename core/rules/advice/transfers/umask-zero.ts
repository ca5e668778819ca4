import { type Rule, setToFix, trimmedValue, valueRange } from '../../support/index.js';

export const umaskZero: Rule = {
  code: 'umask-zero',
  title: 'Uploaded files are writable for all users',
  stage: 'advice',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'A umask of 0 removes no permission: uploaded files get 0666 and directories 0777, so every account of the machine may change them, even a compromised web server.',
  bad: 'local_enable=YES\nwrite_enable=YES\nlocal_umask=000\n',
  good: 'local_enable=YES\nwrite_enable=YES\nlocal_umask=022\n',
  checkModel(model, report) {
    for (const [name, who] of [
      ['local_umask', 'local_enable'],
      ['anon_umask', 'anonymous_enable'],
    ] as const) {
      const line = model.line(name);
      // Values with other characters are covered by not-a-number and number-with-unit.
      if (!line || model.number(name) !== 0 || !/^0+$/.test(trimmedValue(line))) continue;
      if (model.bool('write_enable') === false || model.bool(who) === false) continue;
      report({
        ...valueRange(line),
        message:
          'With this umask uploaded files are 0666 and directories 0777: every user of the machine may change them.',
        fixes: [setToFix(model, name, '022', line)],
      });
    }
  },
};
