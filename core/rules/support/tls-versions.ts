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
