import { ConfigModel, type Build } from '../../../config/index.js';
import { settingRange, type Rule } from '../../support/index.js';

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
  severity: 'warning',
  why: 'A list that is turned on must exist, even if it is empty. Its default path is not part of the package (only the Red Hat family ships a user list), and without the file the daemon refuses every connection, or every login.',
  bad: 'local_enable=YES\nuserlist_enable=YES\n',
  good: 'local_enable=YES\nuserlist_enable=YES\nuserlist_file=/etc/vsftpd.users\n',
  checkDocument({ document, builds, atHand }, report) {
    const models = builds.map((build) => new ConfigModel(document, build));
    for (const list of LISTS) {
      const { file, switch: on, message, shipped } = list;
      const hit = models.filter((model) => isMissing(model, list) && !atHand(model.text(file) ?? ''));
      const line = hit[0]?.line(on);
      if (!line) continue;
      const shipping = builds.some((build) => shipped?.(build));
      report({
        ...settingRange(line),
        ...(shipping ? { severity: 'hint' as const } : {}),
        builds: hit.map(({ build }) => build),
        message: `${on} reads the default ${file}, which the package does not install; without the file ${message}.`,
      });
    }
  },
};

/** The list is on, at its default path, and the build's package does not bring it. */
function isMissing(model: ConfigModel, { file, switch: on, when, shipped }: ListFile): boolean {
  if (!model.text(file) || model.isSet(file) || model.bool(on) !== true || shipped?.(model.build))
    return false;
  return when.every((term) => model.holds(term) === true);
}
