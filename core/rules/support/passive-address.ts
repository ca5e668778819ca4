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
  return { line, text, address: read(text), resolve: resolve ?? model.kind === 'main' };
}

/** A text that stands for an address to be filled in: xx.xx.xx.xx, 203.0.x.x, YOUR_PUBLIC_IP, <ip>. */
export function isAddressPlaceholder(text: string): boolean {
  if (/^(?:(?:([a-z#*?])\1*|\d{1,3})\.){3}(?:([a-z#*?])\2*|\d{1,3})$/i.test(text))
    return /[a-z#*?]/i.test(text);
  if (/^[[<({*].*[\])}>*]$/.test(text)) return true;
  return /(?:^|[^a-z])(?:your|my|the|public|external|wan|server|host|insert|enter|change)[-_. ]*(?:own|public|external|wan|server|ip|addr|address|host|domain|name|me|here)/i.test(
    text,
  );
}
