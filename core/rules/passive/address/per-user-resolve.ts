import { inetAton } from '../../../config/index.js';
import { relatedTo, type Rule, settingRange } from '../../support/index.js';

export const perUserResolve: Rule = {
  code: 'per-user-resolve',
  title: 'A host name in a per-user file is never resolved',
  stage: 'passive',
  severity: 'error',
  files: ['per-user'],
  why: 'Names are resolved once, when the daemon starts. A name in `pasv_address` of a per-user file stays a name, with `pasv_addr_resolve=YES` too, and every PASV of this user ends the session with "500 OOPS: invalid pasv_address". Write the address.',
  bad: 'pasv_address=ftp.example.com\npasv_addr_resolve=YES\n',
  good: 'pasv_address=198.51.100.7\n',
  checkModel(model, report) {
    const line = model.line('pasv_addr_resolve');
    const address = model.text('pasv_address');
    if (!line || model.bool('pasv_addr_resolve') !== true || !address || inetAton(address)) return;
    report({
      ...settingRange(line),
      message:
        'Names are resolved only when the daemon starts, not in this file: PASV ends the session with "500 OOPS: invalid pasv_address".',
      related: relatedTo(model, ['pasv_address'], 'This name stays a name.'),
    });
  },
};
