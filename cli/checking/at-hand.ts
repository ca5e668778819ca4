import { readFileSync, statSync } from 'node:fs';

/** A longer file is no list of users. Bytes. */
const MOST_BYTES = 200_000;

/** The text of a file that lies beside a config; undefined where there is none that can be read. */
export function textBeside(path: string): string | undefined {
  try {
    // Opening a pipe would wait for a writer.
    const about = statSync(path);
    return about.isFile() && about.size <= MOST_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
