import type { ShellCommand } from '../support/shell-command.js';
import { parseShell } from './shell-tree.js';
import { ShellRunner } from './shell-run.js';

/** Characters that are read. */
export const SHELL_LIMIT = 1_000_000;

/** The commands of a shell text in the order they are run, as far as the text alone tells. Never throws, is linear. */
export function readShell(text: string): readonly ShellCommand[] {
  return new ShellRunner(parseShell(text.slice(0, SHELL_LIMIT))).run();
}
