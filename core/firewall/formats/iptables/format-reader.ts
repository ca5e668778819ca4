import type { FormatReader } from '../format.js';
import { isShellScript } from '../../../shell/script-name.js';
import { isForIpv6, isIptablesSave, readIptables } from './iptables.js';

export const IPTABLES_READER: FormatReader = {
  kind: 'iptables',
  rank: 7,
  recognises: (path, text) => !isShellScript(path, text) && isIptablesSave(text),
  read: (text, packet, path) => readIptables(text, packet, isForIpv6(path) ? 6 : undefined),
};
