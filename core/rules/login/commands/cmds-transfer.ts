import { commandLists, insertInList, lets, meant, type Rule, settingRange } from '../../support/index.js';

const TRANSFERS = ['RETR', 'STOR', 'LIST', 'NLST', 'APPE', 'STOU'];

export const cmdsTransfer: Rule = {
  code: 'cmds-transfer',
  title: 'Transfers are allowed, but not the data connection',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Every listing and every file needs a data connection, which a client asks for by EPSV or PASV (passive) or by EPRT or PORT (active). If none of them is allowed, RETR, STOR and LIST answer "425 Use PORT or PASV first.".',
  bad: 'cmds_allowed=USER,PASS,LIST,RETR,TYPE,QUIT\n',
  good: 'cmds_allowed=USER,PASS,PASV,EPSV,LIST,RETR,TYPE,QUIT\n',
  checkModel(model, report) {
    const lists = commandLists(model);
    const [list] = lists;
    if (!list || !TRANSFERS.some((command) => lets(lists, command))) return;
    const passive = model.bool('pasv_enable') === false ? [] : ['PASV', 'EPSV'];
    const active = model.bool('port_enable') === false ? [] : ['PORT', 'EPRT'];
    const ways = [...passive, ...active];
    if (ways.length === 0 || ways.some((command) => lets(lists, command))) return;
    const missing = passive.filter((command) => list.name === 'cmds_allowed' && !meant(list).has(command));
    report({
      ...settingRange(list.line),
      message: `No command for a data connection is allowed (${ways.join(', ')}): every transfer answers "425 Use PORT or PASV first."`,
      fixes: missing.length > 0 ? [insertInList(list.line, missing.join(','))] : [],
    });
  },
};
