import type { FormatReader } from '../format.js';
import { asScript } from '../../../shell/make-text.js';
import { isShellScript } from '../../../shell/script-name.js';
import { commandBlocks, isCommandList, isMarkdown, withoutPrompts } from '../../../shell/documents.js';
import {
  isFirewallCommand,
  namesFirewallCommand,
  readCommandLines,
  readContainerLines,
} from './shell-commands.js';
import { LONGEST_SCRIPT } from '../../../shell/shell.js';

export const SHELL_READER: FormatReader = {
  kind: 'shell',
  rank: 9,
  longest: LONGEST_SCRIPT,
  recognises: (path, text) =>
    isMarkdown(path)
      ? readContainerLines(commandBlocks(text), {}).gives !== undefined
      : isShellScript(path, text)
        ? namesFirewallCommand(text) || /vsftpd/.test(text)
        : isCommandList(text, isFirewallCommand),
  // What a document says of firewalls is an example; the image is started as it says.
  read: (text, packet, path) =>
    isMarkdown(path)
      ? readContainerLines(commandBlocks(text), packet)
      : readCommandLines(isShellScript(path, text) ? asScript(path, text) : withoutPrompts(text), packet),
};
