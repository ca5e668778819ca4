const CONFIG_NAME = /^vsftpd(?=[^/]*\.conf(?:[-.~]|$))[^/]*$/i;

/** Whether a name is one that main files have: vsftpd.conf, vsftpd-ftps.conf, vsftpd.conf.j2, ... */
export function isConfigName(path: string): boolean {
  return CONFIG_NAME.test(path.slice(path.lastIndexOf('/') + 1));
}
