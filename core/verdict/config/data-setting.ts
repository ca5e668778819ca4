import type { ConfigModel } from '../../config/index.js';

/**
 * The setting that demands TLS on the data connections of users with a name. Guests are anonymous to vsftpd, unless
 * they have the privileges of local users (postlogin.c, twoprocess.c).
 */
export function dataSettingOf(
  config: ConfigModel | undefined,
): 'force_local_data_ssl' | 'force_anon_data_ssl' {
  const areGuests = config?.bool('guest_enable') === true && config.bool('virtual_use_local_privs') !== true;
  return areGuests ? 'force_anon_data_ssl' : 'force_local_data_ssl';
}
