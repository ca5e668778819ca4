import { removeFix, type Rule, settingRange } from '../../support/index.js';

export const perUserTls: Rule = {
  code: 'per-user-tls',
  title: 'TLS cannot be turned on for one user',
  stage: 'login',
  severity: 'warning',
  files: ['per-user'],
  why: 'TLS is set up before the login. `ssl_enable=YES` in a per-user file, while the main file has it off, ends the login of this user with "500 OOPS: ssl_consumer_fd already closed"; with TLS on in the main file it changes nothing. `ssl_enable=NO` does not end TLS, but `force_local_data_ssl` is no longer applied: this user may transfer files in clear text.',
  bad: 'ssl_enable=YES\n',
  good: 'force_local_data_ssl=YES\n',
  checkModel(model, report) {
    const line = model.line('ssl_enable');
    if (!line) return;
    const on = model.bool('ssl_enable') === true;
    report({
      ...settingRange(line),
      message: on
        ? 'TLS cannot be turned on here: unless the main file has it on, the login ends with "500 OOPS: ssl_consumer_fd already closed".'
        : 'TLS cannot be turned off here; NO only disables force_local_data_ssl, so that this user may transfer in clear text.',
      fixes: [removeFix(model, line)],
    });
  },
};
