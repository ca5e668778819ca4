import type { FirewallReading, Given } from '../../reading.js';

export type Beginning = Pick<FirewallReading, 'gives'>;

/** A mounted file or folder that changes how a server is set up. */
export const CONFIGURES =
  /\.conf(?:[:\s]|$)|:\/etc\/(?:vsftpd|pure-ftpd)(?:\/conf)?(?:\/?(?::|$))|\.sh(?:[:\s]|$)/;

/** Of several containers, as one; nothing where they are given nothing. */
export function givenTo(all: readonly Given[], isBuilt = false): Beginning {
  const variables = all.flatMap((one) => one.variables);
  const commands = all.flatMap((one) => one.commands ?? []);
  const isOpen = all.some((one) => one.isOpen);
  const containers = all.flatMap((one) => one.containers ?? []);
  if (variables.length + commands.length + containers.length === 0 && !isOpen) return {};
  return {
    gives: {
      variables,
      ...(isOpen ? { isOpen } : {}),
      ...(isBuilt ? { isBuilt } : {}),
      ...(commands.length > 0 ? { commands } : {}),
      ...(containers.length > 0 ? { containers } : {}),
    },
  };
}

/** Words of a list, as a shell would be given them. */
export function commandOf(words: readonly string[]): string {
  const [first = '', flag = '', ...rest] = words;
  // The text for a shell is the command itself.
  if (/(?:^|\/)(?:ba|da|a)?sh$/.test(first) && /^-\w*c$/.test(flag)) return rest[0] ?? '';
  return words
    .map((word) => (/^[\w./:=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
