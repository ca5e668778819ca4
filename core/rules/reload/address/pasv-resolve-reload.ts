import { inetAton } from '../../../config/index.js';
import { type Rule, settingRange } from '../../support/index.js';

export const pasvResolveReload: Rule = {
  code: 'pasv-resolve-reload',
  title: 'The name is lost on reload',
  stage: 'reload',
  severity: 'hint',
  why: 'The name in `pasv_address` is resolved once, at start. On SIGHUP the file is read again but the name is not resolved: the next PASV ends its session with "500 OOPS: invalid pasv_address". An address that changes is not followed either. Restart the daemon instead of reloading it, or write the address itself.',
  bad: 'pasv_address=ftp.example.com\npasv_addr_resolve=YES\n',
  good: 'pasv_address=198.51.100.7\npasv_addr_resolve=NO\n',
  checkModel(model, report) {
    const line = model.line('pasv_addr_resolve');
    const address = model.text('pasv_address');
    if (!line || !address || model.bool('pasv_addr_resolve') !== true || inetAton(address)) return;
    if (model.bool('pasv_enable') === false) return;
    report({
      ...settingRange(line),
      message:
        'The name is resolved at start only: after a reload (SIGHUP) PASV answers "500 OOPS: invalid pasv_address". Restart instead.',
    });
  },
};
