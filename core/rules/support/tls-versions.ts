/** Which protocol versions a build lets through, as several rules need it. */
import type { ConfigModel } from '../../config/index.js';

/** The names of the switches for TLS 1.1, 1.2 and 1.3; empty where a build has none. */
export function versionSwitches(model: ConfigModel): readonly string[] {
  const { tlsNames } = model.build;
  if (tlsNames === 'none') return [];
  return tlsNames === 'ssl_tlsv11'
    ? ['ssl_tlsv11', 'ssl_tlsv12', 'ssl_tlsv13']
    : ['ssl_tlsv1_1', 'ssl_tlsv1_2', 'ssl_tlsv1_3'];
}

const DEMANDS = [
  'force_local_logins_ssl',
  'force_local_data_ssl',
  'force_anon_logins_ssl',
  'force_anon_data_ssl',
] as const;

/** The settings of the file that refuse clear text. */
export function tlsDemands(model: ConfigModel): readonly string[] {
  return DEMANDS.filter((name) => model.isSet(name) && model.bool(name) === true);
}

export function isTlsDemanded(model: ConfigModel): boolean {
  return tlsDemands(model).length > 0;
}
