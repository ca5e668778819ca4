import type { FormatReader } from '../format.js';
import { isShellScript } from '../../../shell/script-name.js';
import { isNftables, readNftables } from './nftables.js';

export const NFTABLES_READER: FormatReader = {
  kind: 'nftables',
  rank: 8,
  recognises: (path, text) => !isShellScript(path, text) && isNftables(path, text),
  read: readNftables,
};
