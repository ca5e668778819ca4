import type { ConfigModel, SettingLine } from '../../../config/index.js';
import type { Fix } from '../../rule.js';
import { insertBelow, type Rule, settingRange, setToFix } from '../../support/index.js';

export const chrootWritableTop: Rule = {
  code: 'chroot-writable-top',
  title: 'Jailed users whose home is writable cannot log in',
  stage: 'login',
  severity: 'warning',
  why: 'A jailed user must not be able to write to the top of the jail: the daemon tests that one directory after the password was accepted, whatever `write_enable` says, and ends the login with "500 OOPS: vsftpd: refusing to run with writable root inside chroot()". An ordinary home directory belongs to its user and so is writable. Make the home directory read-only (`chmod a-w`) and give the user a writable subdirectory. `allow_writeable_chroot=YES` (with this spelling) turns the test off.',
  bad: 'local_enable=YES\nchroot_local_user=YES\n',
  good: 'local_enable=YES\nchroot_local_user=YES\nallow_writeable_chroot=YES\n',
  checkModel(model, report) {
    const line = jailing(model);
    const root = model.text('local_root');
    if (!line || root === undefined || model.bool('local_enable') !== true) return;
    if (model.bool('allow_writeable_chroot') !== false) return;
    // A directory that is named here may be read-only; an ordinary home directory never is.
    const home = root === null && model.text('user_config_dir') === null;
    // The home of the guest user, or one that /etc/passwd names with /./, may be read-only.
    const doubtful = model.bool('guest_enable') !== false || model.bool('passwd_chroot_enable') === true;
    const isWritten = UPLOADS.test(root ?? '') && model.bool('write_enable') === true;
    const isSure = !doubtful && (home || isWritten);
    report({
      ...settingRange(line),
      ...(isSure ? {} : { severity: home ? ('information' as const) : ('hint' as const) }),
      message: `Users whose ${home ? 'home directory is writable (the default)' : 'top directory is writable'} cannot log in: "500 OOPS: vsftpd: refusing to run with writable root inside chroot()". Make ${home ? 'the home directory' : 'that directory'} read-only and give them a writable subdirectory.`,
      fixes: [...(home ? ownTop(model, line) : []), lessSafe(model, line)],
    });
  },
};

/** Names of directories that users write to. */
const UPLOADS = /(?:^|\/)(?:uploads?|incoming|public_html|htdocs)\/?$/;

/** A top directory that root makes for each user; only where all local users are jailed and keep their name. */
function ownTop(model: ConfigModel, line: SettingLine): Fix[] {
  if (model.bool('chroot_local_user') !== true || model.bool('guest_enable') !== false) return [];
  if (model.isSet('user_sub_token')) return [];
  const root = 'local_root=/srv/ftp/$USER';
  const edits = [insertBelow(line, `user_sub_token=$USER\n${root}`)];
  return [{ title: `Jail each user in a directory that root owns: add ${root}`, edits }];
}

function lessSafe(model: ConfigModel, line: SettingLine): Fix {
  const fix = setToFix(model, 'allow_writeable_chroot', 'YES', line);
  return { ...fix, title: 'Allow writable chroot (less safe): add allow_writeable_chroot=YES' };
}

/** The line that puts users into a jail. */
function jailing(model: ConfigModel): SettingLine | undefined {
  if (model.bool('chroot_local_user') === true) return model.line('chroot_local_user');
  if (model.bool('guest_enable') === true && model.bool('virtual_use_local_privs') === false)
    return model.line('guest_enable');
  // Without the list no login comes that far: list-file-not-shipped.
  return model.bool('chroot_list_enable') === true && model.isSet('chroot_list_file')
    ? model.line('chroot_list_enable')
    : undefined;
}
