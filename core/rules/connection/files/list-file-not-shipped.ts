import type { Build } from '../../../config/index.js';
import { type Rule, settingRange } from '../../support/index.js';

interface ListFile {
  readonly file: string;
  readonly switch: string;
  readonly when: readonly string[];
  readonly message: string;
  readonly shipped?: (build: Build) => boolean;
}

const LISTS: readonly ListFile[] = [
  {
    file: 'userlist_file',
    switch: 'userlist_enable',
    when: ['local_enable'],
    message: 'every connection ends with "500 OOPS: cannot read user list file:"',
    shipped: (build) => build.family === 'redhat',
  },
  {
    file: 'chroot_list_file',
    switch: 'chroot_list_enable',
    when: ['local_enable'],
    message: 'every local login ends with "500 OOPS: could not read chroot() list file:"',
  },
  {
    file: 'banned_email_file',
    switch: 'deny_email_enable',
    when: [],
    message: 'every connection ends with "500 OOPS: cannot read anon e-mail list file:"',
  },
  {
    file: 'email_password_file',
    switch: 'secure_email_list_enable',
    when: [],
    message: 'every connection ends with "500 OOPS: cannot read email passwords file:"',
  },
];

export const listFileNotShipped: Rule = {
  code: 'list-file-not-shipped',
  title: 'A list file that no package installs',
  stage: 'connection',
  severity: 'hint',
  why: 'A list that is turned on must exist, even if it is empty. Its default path is not part of the package (only the Red Hat family ships a user list), and without the file the daemon refuses every connection, or every login.',
  bad: 'local_enable=YES\nuserlist_enable=YES\n',
  good: 'local_enable=YES\nuserlist_enable=YES\nuserlist_file=/etc/vsftpd.users\n',
  checkModel(model, report) {
    for (const { file, switch: on, when, message, shipped } of LISTS) {
      const line = model.line(on);
      const path = model.text(file);
      if (!line || !path || model.isSet(file) || model.bool(on) !== true || shipped?.(model.build)) continue;
      if (!when.every((term) => model.holds(term) === true)) continue;
      report({
        ...settingRange(line),
        message: `${on} reads the default ${file}, which the package does not install; without the file ${message}.`,
      });
    }
  },
};
