import { type Check, plainRefusal } from '../support/index.js';

export const dataListRefused: Check = {
  id: 'DATA-LIST-REFUSED',
  title: 'The server refuses to list the directory',
  severity: 'error',
  cause: 'server-config',
  means: 'Login works, and clients see no files.',
  decides:
    'LIST is refused and nothing was listed, while the data connection stood and no other check knows why.',
  spares: 'A listing that came back empty (DATA-EMPTY).',
  fix: 'The data connection stood, so neither firewall nor NAT is at fault. Look at dirlist_enable, cmds_allowed, cmds_denied and deny_file, at the rights on the directory, and at SELinux.',
  settings: ['dirlist_enable', 'cmds_denied', 'cmds_allowed', 'deny_file'],
  metAt: { phase: 'transfer', place: 124 },
  judgedAt: { phase: 'last-resort', place: 50 },
  advice: {
    any: 'The data connection stood, so neither firewall nor NAT is at fault. Look at the rights on the directory, and at which commands and names {name} is told to deny.',
  },
  find: (view, explained) => plainRefusal(view, explained, ({ to }) => to === 'LIST'),
};
