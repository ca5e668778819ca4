import type { Scenario } from '../scenario.js';

/** The control port cannot be reached. */
export const REACH: readonly Scenario[] = [
  {
    id: 'control-refused',
    title: 'nothing listens',
    noVsftpd: true,
    expects: 'NET-CTRL-REFUSED',
    mend: { noVsftpd: false },
  },
];
