import type { Packet, TextSpan } from '../../reading.js';
import type { Findings } from './findings.js';
import type { ShellCommand } from '../../../shell/command.js';

/** Commands that belong together, because one changes what another has set up. */
export interface CommandFamily {
  /** As `ShellCommand.name` has them. */
  readonly names: ReadonlySet<string>;
  /** The command that may let through anything, up to a last word that is not known. */
  readonly anything?: readonly [name: string, ...words: string[]];
  /** All commands of these names, in the order they are run, and the text they stand in. */
  read(commands: readonly ShellCommand[], packet: Packet, text: string): Findings;
}

/** What stands in front of a command on its line, for another one of its kind: blanks, and sudo. */
export function commandIndent(text: string, { start, end }: TextSpan): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, end);
  return /^[ \t]*(?:sudo[ \t]+(?:-[A-Za-z]+[ \t]+)?)?/.exec(line)?.[0] ?? '';
}
