import { commandLists, COMMANDS, meant, relatedTo, type Rule, settingRange } from '../../support/index.js';

export const cmdsBoth: Rule = {
  code: 'cmds-both',
  title: 'A command is allowed and denied',
  stage: 'login',
  severity: 'information',
  files: ['main', 'per-user'],
  why: 'A command must be in `cmds_allowed` (where that is set) and must not be in `cmds_denied`: cmds_denied wins.',
  bad: 'cmds_allowed=PASV,LIST,RETR,DELE,QUIT\ncmds_denied=DELE\n',
  good: 'cmds_allowed=PASV,LIST,RETR,QUIT\n',
  checkModel(model, report) {
    const lists = commandLists(model);
    const denied = lists.find(({ name }) => name === 'cmds_denied');
    const allowed = lists.find(({ name }) => name === 'cmds_allowed');
    if (!denied || !allowed) return;
    const words = meant(denied);
    const both = [...meant(allowed)].filter((word) => words.has(word) && COMMANDS.has(word));
    if (both.length === 0) return;
    report({
      ...settingRange(allowed.line),
      message: `${both.join(', ')} ${both.length === 1 ? 'is' : 'are'} in both lists; cmds_denied wins.`,
      related: relatedTo(model, ['cmds_denied'], 'Denied here.'),
    });
  },
};
