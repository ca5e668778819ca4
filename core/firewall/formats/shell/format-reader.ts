import type { FormatReader } from '../format.js';
import { isShellScript } from '../support/shell-script.js';
import { namesFirewallCommand, readCommandLines } from './shell-commands.js';

export const SHELL_READER: FormatReader = {
  kind: 'shell',
  rank: 9,
  recognises: (path, text) => isShellScript(path, text) && namesFirewallCommand(text),
  read: readCommandLines,
};
