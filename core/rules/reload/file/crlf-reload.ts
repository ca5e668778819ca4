import { ConfigModel, parseBool, type Build } from '../../../config/index.js';
import { nameRange, type Rule } from '../../support/index.js';

export const crlfReload: Rule = {
  code: 'crlf-reload',
  title: 'A reload would turn anonymous logins on',
  stage: 'reload',
  // The daemon refuses such a file at start, and carriage-return says so: this is what else it does.
  severity: 'information',
  why: 'On SIGHUP the daemon goes back to its compiled defaults and reads the file again, but this time silently skips faulty lines. In a file with CRLF line endings every boolean is faulty, so `anonymous_enable=NO` is skipped, and the default is YES: anonymous logins are on, local ones off.',
  bad: 'anonymous_enable=NO\r\nlocal_enable=YES\r\n',
  good: 'anonymous_enable=NO\nlocal_enable=YES\n',
  checkDocument({ document, builds }, report) {
    const line = document.byName.get('anonymous_enable')?.at(-1);
    if (!line?.value.endsWith('\r') || parseBool(line.value) !== undefined) return;
    const hit = (build: Build): boolean =>
      build.trim !== 'everything' && new ConfigModel(document, build).bool('anonymous_enable') === false;
    report({
      builds: builds.filter(hit),
      ...nameRange(line),
      message:
        'Saved with CRLF, a reload (SIGHUP) silently skips this line, and anonymous logins are then on.',
    });
  },
};
