import { attempts, type Check, isEmptyListing, quotedReply, transferReports } from '../support/index.js';

export const dataEmpty: Check = {
  id: 'DATA-EMPTY',
  title: 'The listing came back empty',
  severity: 'information',
  cause: 'server-host',
  means: 'The transfer worked and brought no entries. If the directory is really empty, all is well.',
  decides: '226 to a listing of no bytes or entries.',
  spares:
    'A refusal of LIST (DATA-LIST-REFUSED) or CWD (DATA-CWD-REFUSED). A probe says instead that a transfer of data was not tested.',
  fix: 'If files should be there: look at the permissions of the directory, at names that begin with a dot (force_dot_files), at hide_file, and on SELinux at ftp_home_dir.',
  settings: ['hide_file', 'force_dot_files'],
  metAt: { phase: 'transfer', place: 120, asInformation: 150 },
  judgedAt: { phase: 'transfer', place: 60 },
  advice: {
    any: 'If files should be there: look at the permissions of the directory, and at names that begin with a dot.',
  },
  find: (view) => {
    if (view.witness === 'probe') return [];
    const found = attempts(view).filter(({ it }) => isEmptyListing(it));
    return transferReports(found, (a) => `${a.final ? quotedReply(a.final) : '226'}, no entries.`);
  },
};
