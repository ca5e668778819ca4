const CONFIG_NAME = /^vsftpd(?=[^/]*\.conf(?:[-.~]|$))[^/]*$/i;

/** Folders in which other programs have a file about vsftpd: Upstart, systemd, rsyslog, fail2ban, supervisor, ... */
const OF_OTHERS =
  /(?:^|\/)(?:etc\/init|(?:tmpfiles|sysusers|modules-load|modprobe|sysctl|rsyslog|logrotate|limits|filter|jail|action|monit|supervisord?|pam|xinetd)\.d|(?:supervisor|monit|syslog-ng)(?:\/conf\.d)?)\/[^/]*$/i;
/** Their files beside the config of vsftpd, and its manual page. */
const NAME_OF_OTHERS = /^(?:super|r?syslog)|supervisor|logrotate|fail2ban|\.conf\.5$/i;

/** Names that people give to the folder of per-user files: user_conf, vuser_conf, vconf, virtual_users, users.d, ... */
const USER_FOLDER =
  /^(?:vsftpd[-_.]?)?(?:(?:v|virt|virtual|per|ftp|local|guest|chroot)?[-_.]?users?(?:[-_.]?(?:conf(?:ig)?s?|settings|list|dir|d))*|(?:v|virt|virtual)[-_.]?(?:conf(?:ig)?s?|hosts?|accounts?)(?:[-_.]?(?:dir|d))*|(?:virtual|accounts?|clients?|customers?|guests?)(?:[-_.]?(?:conf(?:ig)?s?|d))?|vu)$/i;

/** Programs, databases, lists of users and what goes with a repository, in such a folder. */
const OTHER_DATA =
  /\.(?:db|dir|pag|sql|txt|csv|log|md|php|py|pl|rb|sh|js|ts|jsx|tsx|vue|html?|css|json|xml|ya?ml|c|h|cpp|java|go|rs|png|jpe?g|gif|svg)$|(?:^|\/)(?:(?:make|docker|vagrant)file|licen[cs]e|copying|readme|changelog|\.[^/]*)$/i;

/** Whether a file is about vsftpd, and read by another program, or by none. */
export function isOfOthers(path: string): boolean {
  const at = path.lastIndexOf('/');
  if (OF_OTHERS.test(path) || NAME_OF_OTHERS.test(path.slice(at + 1))) return true;
  return OTHER_DATA.test(path) && isUserFolder(path.slice(0, Math.max(0, at)));
}

/** Whether files of users lie in a folder, by its name alone. */
export function isUserFolder(folder: string): boolean {
  return /vsftpd/i.test(folder) && USER_FOLDER.test(folder.slice(folder.lastIndexOf('/') + 1));
}

/** Whether a name is one that main files have: vsftpd.conf, vsftpd-ftps.conf, vsftpd.conf.j2, ... */
export function isConfigName(path: string): boolean {
  return CONFIG_NAME.test(path.slice(path.lastIndexOf('/') + 1)) && !isOfOthers(path);
}

/** Folders of per-user files, by names that people give them. */
const USER_FOLDERS = [
  'vsftpd_user_conf',
  'vsftpd_user_config',
  'vsftpd_user_config_dir',
  'vsftpd-user-conf',
  'vsftpd.user_conf',
  'vsftpd_users.d',
  'vsftpd/user_conf',
  'vsftpd/user_config',
  'vsftpd/user_conf.d',
  'vsftpd/user_config_dir',
  'vsftpd/users.d',
];

/** Files that an editor takes for a vsftpd.conf, by their path. Alternatives do not nest. */
export const CONFIG_GLOBS: readonly string[] = [
  '**/vsftpd*.conf',
  '**/vsftpd/*.conf',
  '**/vsftpd.d/*.conf',
  '**/vsftpd.conf.d/*',
  '**/vsftpd*.conf.{j2,jinja2,jinja,erb,epp,ejs,tmpl,tpl,tftpl,template,gotmpl,mustache,hbs,liquid,mako,twig,in}',
  '**/vsftpd{,_conf,-conf}.{j2,jinja2,jinja,erb,epp,ejs,tmpl,tpl,tftpl,template,gotmpl,mustache,hbs,liquid,mako,twig}',
  ...USER_FOLDERS.map((folder) => `**/${folder}/*`),
];

/** Copies of such files that no daemon is started with. */
export const CONFIG_COPY_GLOBS: readonly string[] = [
  '**/vsftpd*.conf.{sample,example,dist,orig,default,bak,old,save}',
  '**/vsftpd*.conf.{dpkg-dist,dpkg-old,dpkg-new,ucf-dist,ucf-old,rpmnew,rpmsave,pacnew,pacsave,apk-new}',
];

/** The first line of a file whose name tells nothing. */
export const CONFIG_FIRST_LINE =
  /^#(?!!).*(?:\bvsftpd\.conf\b|\bvsftpd config|\b(?:ft|filetype)=vsftpd\b|-\*-\s*(?:mode:\s*)?vsftpd\b)|^#+\s*vsftpd(?:\s*#+)?\s*$/;

const COPY_NAME =
  /(?:~|\.(?:sample|example|dist|orig|default|bak|backup|old|save|sw[a-p]|tmp|dpkg-[a-z]+|ucf-[a-z]+|rpm(?:new|save|orig)|pac(?:new|save|orig)|apk-new)|[-_ ](?:bak|backup|old|orig|copy))$|(?:^|[-_.])(?:sample|example|backup|bak|old|orig)\.conf$/i;

/** Whether a name is one of a backup or a sample. */
export function isCopyName(path: string): boolean {
  return COPY_NAME.test(path.slice(path.lastIndexOf('/') + 1));
}
