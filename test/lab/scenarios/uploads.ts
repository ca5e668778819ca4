import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';

const UPLOAD: Pick<Scenario, 'options' | 'expects'> = {
  options: { also: ['upload'] },
  expects: 'DATA-UPLOAD-REFUSED',
};

/** A file that the probe stores with the user's word. */
export const UPLOADS: readonly Scenario[] = [
  {
    id: 'upload-off',
    title: 'write_enable=NO, and vsftpd.conf is at hand',
    settings: { ...PLAIN, write_enable: 'NO' },
    given: { config: 'running' },
    ...UPLOAD,
    advice: /write_enable=YES/,
  },
  {
    id: 'upload-directory-of-root',
    title: 'the directory of the user belongs to root',
    settings: PLAIN,
    commands: [['server', 'chown root $LAB_FOLDER/home; chmod 755 $LAB_FOLDER/home']],
    ...UPLOAD,
    advice: /owner and mode/,
    mend: { commands: [['server', 'chown $LAB_USER $LAB_FOLDER/home']] },
  },
  {
    id: 'upload-denied-name',
    title: 'deny_file holds every name',
    settings: { ...PLAIN, deny_file: '{*}' },
    ...UPLOAD,
    advice: /deny_file/,
    mend: { settings: { deny_file: null } },
  },
];
