import { SETTINGS } from '../../../config/index.js';
import { missingNeeds, nameRange, quoted, type Rule, valueRange } from '../../support/index.js';

/** Entered from the user's home, so a relative directory means something there. */
const FROM_HOME = ['local_root', 'anon_root'];

export const relativePath: Rule = {
  code: 'relative-path',
  title: 'A path that depends on where the daemon was started',
  stage: 'connection',
  severity: 'information',
  why: 'The daemon opens a relative path from the directory it was started in: `/` under systemd, anything by hand, and never the directory of the config file. Write the path with a leading `/`.',
  bad: 'local_enable=YES\nuserlist_enable=YES\nuserlist_file=vsftpd.user_list\n',
  good: 'local_enable=YES\nuserlist_enable=YES\nuserlist_file=/etc/vsftpd.user_list\n',
  checkModel(model, report) {
    for (const setting of SETTINGS) {
      if ((setting.unit !== 'file' && setting.unit !== 'directory') || FROM_HOME.includes(setting.name))
        continue;
      const line = model.line(setting.name);
      const path = line && model.text(setting.name);
      // quoted-text covers a leading quote, tilde-path a home directory.
      if (
        !path ||
        !model.knows(setting.name) ||
        missingNeeds(model, setting) ||
        /^[/"'\s~]|^\$\{?HOME\b/.test(path)
      )
        continue;
      if (setting.name === 'banner_file' && path.includes(' ') && !path.includes('/')) {
        report({
          ...valueRange(line),
          severity: 'warning',
          message:
            'banner_file names a file with the greeting: unless there is one of this name, every connection ends with "500 OOPS: cannot read banner file:" and this text. A greeting itself is ftpd_banner.',
          fixes: [
            { title: 'Rename to ftpd_banner', edits: [{ ...nameRange(line), newText: 'ftpd_banner' }] },
          ],
        });
        continue;
      }
      report({
        ...valueRange(line),
        message: `${quoted(path)} is relative to the directory vsftpd was started in (/ under systemd), not to this file.`,
      });
    }
  },
};
