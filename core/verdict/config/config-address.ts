import { dotted, inetAton, inetPton, type ConfigModel } from '../../config/index.js';

/** The numeric address that the file makes the server advertise; null where it names none or cannot be read. */
export function configuredAddress(config: ConfigModel): string | null {
  const text = config.text('pasv_address');
  if (typeof text !== 'string' || config.bool('pasv_addr_resolve') === true) return null;
  const parsed = config.build.pasvAddressParser === 'inet_pton' ? inetPton(text) : inetAton(text);
  return parsed ? dotted(parsed) : null;
}
