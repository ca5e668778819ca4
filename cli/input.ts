/** What a subcommand reads whole: bounded in size, and never waited for where it is no file. */
import { open, stat } from 'node:fs/promises';
import { cannotRead, UsageError, type Io } from './io.js';

export interface InputKind {
  /** What it is meant to be: `vsftpd.conf`. */
  readonly what: string;
  /** Bytes; far more than that is a mistake. */
  readonly limit: number;
}

const MIB = 1024 * 1024;

/** A config is at most 100,000 bytes to the daemon. */
export const CONFIG_INPUT: InputKind = { what: 'vsftpd.conf', limit: 16 * MIB };

/** A file, or standard input for `-`. @throws UsageError where it cannot be read, is too long or no file */
export async function inputOf(file: string, kind: InputKind, io: Io): Promise<Buffer> {
  return file === '-' ? wholeOf(io.stdin, 'Standard input', kind) : fileOf(file, kind);
}

/** @throws UsageError where it cannot be read, is too long or no file */
export async function fileOf(file: string, kind: InputKind): Promise<Buffer> {
  try {
    await refuseEndless(file);
    const handle = await open(file);
    try {
      return await wholeOf(handle.createReadStream({ autoClose: false }), file, kind);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw cannotRead(file, error);
  }
}

/**
 * A named pipe blocks until someone writes, and a device has no end. A pipe of the shell (`<(command)`) is open already.
 * @throws UsageError for what is no file
 */
export async function refuseEndless(file: string): Promise<void> {
  const about = await stat(file);
  if (about.isDirectory()) throw new UsageError(`${file} is a folder.`);
  const isOpen = /^\/(?:dev|proc\/self)\/fd\/\d+$/.test(file) && about.isFIFO();
  if (!about.isFile() && !isOpen)
    throw new UsageError(
      `${file} is a pipe or a device, not a file: pass it to standard input, with - as its name.`,
    );
}

async function wholeOf(stream: AsyncIterable<unknown>, name: string, kind: InputKind): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    if (!(part instanceof Uint8Array)) continue;
    parts.push(part);
    length += part.length;
    if (length > kind.limit)
      throw new UsageError(
        `${name} has more than ${Math.round(kind.limit / MIB)} MiB: that is no ${kind.what}.`,
      );
  }
  return Buffer.concat(parts);
}
