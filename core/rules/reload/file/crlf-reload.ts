import { parseBool } from '../../../config/index.js';
import { nameRange, type Rule } from '../../support/index.js';

export const crlfReload: Rule = {
  code: 'crlf-reload',
  title: 'A reload would turn anonymous logins on',
  stage: 'reload',
  severity: 'warning',
  why: 'On SIGHUP the daemon goes back to its compiled defaults and reads the file again, but this time silently skips faulty lines. In a file with CRLF line endings every boolean is faulty, so `anonymous_enable=NO` is skipped, and the default is YES: anonymous logins are on, local ones off.',
  bad: 'anonymous_enable=NO\r\nlocal_enable=YES\r\n',
  good: 'anonymous_enable=NO\nlocal_enable=YES\n',
  checkModel(model, report) {
    const line = model.line('anonymous_enable');
    if (!line || model.build.trim === 'everything' || model.bool('anonymous_enable') !== false) return;
    if (parseBool(line.value) !== undefined || !line.value.endsWith('\r')) return;
    report({
      ...nameRange(line),
      message:
        'Saved with CRLF, a reload (SIGHUP) silently skips this line, and anonymous logins are then on.',
    });
  },
};
