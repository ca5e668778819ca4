import { createSecureContext } from 'node:tls';
import type { ProbeTarget } from '../../probe/index.js';
import { fileOf, type InputKind } from '../input.js';
import { UsageError, type Io } from '../io.js';
import type { ProbeArguments } from './arguments.js';

const PEM_INPUT: InputKind = { what: 'certificate', limit: 4 * 1024 * 1024 };
/** A password longer than this is a file given by mistake. */
const MAX_PASSWORD_BYTES = 4096;

/** @throws UsageError where there is none; it never repeats what was given */
export async function passwordOf({ password, target }: ProbeArguments, io: Io): Promise<string> {
  if (password === 'stdin') return firstLine(io.stdin);
  if (password !== 'none') {
    const value = io.env[password.env];
    if (value === undefined)
      throw new UsageError(
        'The environment variable that --password-env names is not set. It takes the name of one, not the password.',
      );
    return value;
  }
  if (/^(?:anonymous|ftp)$/i.test(target.user)) return 'guest@';
  throw new UsageError(
    `The password of ${target.user} is missing: give it with --password-env or --password-stdin.`,
  );
}

async function firstLine(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stdin) {
    parts.push(part);
    length += part.length;
    if (part.includes(0x0a)) break;
    if (length > MAX_PASSWORD_BYTES)
      throw new UsageError('The first line of standard input is too long for a password.');
  }
  const [line = ''] = Buffer.concat(parts).toString('utf8').split(/\r?\n/, 1);
  return line;
}

/** The certificates and the key. @throws UsageError for files that OpenSSL does not take */
export async function identityOf({ ca, own }: ProbeArguments): Promise<Pick<ProbeTarget, 'identity'>> {
  if (ca === undefined && own === undefined) return {};
  const identity = {
    ...(ca === undefined ? {} : { ca: await pemOf(ca) }),
    ...(own === undefined ? {} : { cert: await pemOf(own.cert), key: await pemOf(own.key) }),
  };
  try {
    createSecureContext(identity);
  } catch (error) {
    const names = [ca, own?.cert, own?.key].filter((name) => name !== undefined).join(', ');
    throw new UsageError(`${names}: ${error instanceof Error ? error.message : 'not taken'}.`);
  }
  return { identity };
}

async function pemOf(file: string): Promise<string> {
  const text = (await fileOf(file, PEM_INPUT)).toString('latin1');
  if (!text.includes('-----BEGIN ')) throw new UsageError(`${file} is no PEM file.`);
  return text;
}
