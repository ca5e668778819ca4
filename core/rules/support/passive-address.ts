import { inetAton, inetPton, type ConfigModel, type Ipv4, type SettingLine } from '../../config/index.js';

/** What pasv_address says, where it says something that can be judged. */
interface PassiveAddress {
  readonly line: SettingLine;
  /** As the build keeps it. */
  readonly text: string;
  /** What the build reads in it; undefined: nothing. */
  readonly address: Ipv4 | undefined;
  /** The name is looked up at start. */
  readonly resolve: boolean;
}

/** undefined where it is unset, unknown, or passive mode is off. */
export function passiveAddress(model: ConfigModel): PassiveAddress | undefined {
  const line = model.line('pasv_address');
  const text = model.text('pasv_address');
  const resolve = model.bool('pasv_addr_resolve');
  if (!line || !text || model.bool('pasv_enable') === false) return undefined;
  const read = model.build.pasvAddressParser === 'inet_aton' ? inetAton : inetPton;
  return { line, text, address: read(text), resolve: resolve ?? model.document.kind === 'main' };
}
