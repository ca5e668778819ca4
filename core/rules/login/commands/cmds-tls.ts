import { commandLists, insertInList, lets, meant, type Rule, settingRange } from '../../support/index.js';

export const cmdsTls: Rule = {
  code: 'cmds-tls',
  title: 'The data connection cannot be encrypted',
  stage: 'login',
  severity: 'warning',
  why: 'Clients send PBSZ and PROT after the login. If they are not allowed, the data connection stays in clear text, and with `force_local_data_ssl=YES` (the default) every transfer answers "522 Data connections must be encrypted.".',
  bad: 'ssl_enable=YES\nlocal_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\ncmds_allowed=PASV,EPSV,LIST,RETR,TYPE,QUIT\n',
  good: 'ssl_enable=YES\nlocal_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\ncmds_allowed=PASV,EPSV,LIST,RETR,TYPE,QUIT,PBSZ,PROT\n',
  checkModel(model, report) {
    const lists = commandLists(model);
    const missing = ['PBSZ', 'PROT'].filter((command) => !lets(lists, command));
    const [list] = lists;
    if (!list || !missing.includes('PROT') || model.bool('ssl_enable') !== true) return;
    const denied = lists.some((each) => each.name === 'cmds_denied' && meant(each).has('PROT'));
    const forced = model.bool('local_enable') === true && model.bool('force_local_data_ssl') === true;
    report({
      ...settingRange(list.line),
      message: `PROT is ${denied ? 'in cmds_denied' : 'not in cmds_allowed'}, so data connections stay in clear text${forced ? ' and transfers answer "522 Data connections must be encrypted."' : '.'}`,
      fixes: list.name === 'cmds_allowed' ? [insertInList(list.line, missing.join(','))] : [],
    });
  },
};
