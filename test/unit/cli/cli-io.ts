import type { Io } from '../../../cli/io.js';

/** What a subcommand uses of the process, kept in memory. */
export interface MemoryIo {
  readonly io: Io;
  /** Each text that it wrote to standard output. */
  readonly written: readonly string[];
  readonly out: () => string;
  readonly err: () => string;
}

/** No terminal, and no environment unless it is given. */
export function memoryIo(
  stdin: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array> = [],
  env: Io['env'] = {},
): MemoryIo {
  const written: string[] = [];
  const errors: string[] = [];
  const io: Io = {
    stdin: pieces(stdin),
    out: (text) => {
      written.push(text);
      return Promise.resolve();
    },
    err: (text) => {
      errors.push(text);
    },
    env,
    isTerminal: false,
  };
  return { io, written, out: () => written.join(''), err: () => errors.join('') };
}

/** A stream of these, as standard input is one. */
export async function* pieces(
  parts: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}
