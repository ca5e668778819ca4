import { commandLists, insertInList, lets, type Rule, settingRange } from '../../support/index.js';

export const cmdsQuit: Rule = {
  code: 'cmds-quit',
  title: 'QUIT is not allowed',
  stage: 'login',
  severity: 'hint',
  files: ['main', 'per-user'],
  why: 'QUIT is a command like any other: where it is not in `cmds_allowed`, it gets "550 Permission denied." and the session stays until the client drops the connection.',
  bad: 'cmds_allowed=PASV,EPSV,LIST,RETR,TYPE\n',
  good: 'cmds_allowed=PASV,EPSV,LIST,RETR,TYPE,QUIT\n',
  checkModel(model, report) {
    const lists = commandLists(model);
    const allowed = lists.find(({ name }) => name === 'cmds_allowed');
    if (!allowed || lets([allowed], 'QUIT')) return;
    report({
      ...settingRange(allowed.line),
      message: 'QUIT is not in the list, so it gets "550 Permission denied."',
      fixes: [insertInList(allowed.line, 'QUIT')],
    });
  },
};
