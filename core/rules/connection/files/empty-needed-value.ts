import { NEEDED, relatedTo, removeFix, type Rule, settingRange } from '../../support/index.js';

export const emptyNeededValue: Rule = {
  code: 'empty-needed-value',
  title: 'A required file or user is empty',
  stage: 'connection',
  severity: 'error',
  why: 'An empty text is accepted and removes even the compiled default. Where a switch needs the file or user, the daemon starts, but then ends every connection with a message that says "(null)". Remove the line to get the default back.',
  bad: 'xferlog_enable=YES\nvsftpd_log_file=\n',
  good: 'xferlog_enable=YES\nvsftpd_log_file=/var/log/vsftpd.log\n',
  checkModel(model, report) {
    for (const { name, when, message, stage } of NEEDED) {
      const line = model.line(name);
      if (!line || model.text(name) !== null || !when.every((term) => model.holds(term) === true)) continue;
      const switches = when.filter((term) => !term.startsWith('!'));
      const ends = stage === 'login' ? 'every local login' : 'every connection';
      report({
        ...settingRange(line),
        message: `${name} is needed${switches.length > 0 ? ` by ${switches.join(' and ')}` : ''} and empty: ${ends} ends with "500 OOPS: ${message}".`,
        ...(stage ? { stage } : {}),
        fixes: [{ ...removeFix(model, line), title: `Remove the line (${defaultOf(name)})` }],
        related: relatedTo(model, switches, 'This setting needs it.'),
      });
    }
  },
};

/** What comes into force without the line: a list has to be made first. */
function defaultOf(name: string): string {
  return name.endsWith('_log_file') || !name.endsWith('_file') || name === 'xferlog_file'
    ? 'the compiled default applies'
    : 'the default file must exist';
}
