import type { ProbeTarget } from './types.js';

const MAX_TEXT = 1024;

/**
 * Refuses what would make no sense on the wire, or would smuggle a second command into it (CR, LF, NUL).
 * @throws TypeError with a sentence that can be shown; it never contains the password
 */
export function checkTarget(target: ProbeTarget): void {
  if (target.host === '' || target.host.length > 253 || !/^[^\s/@[\]\\]+$/.test(target.host))
    throw new TypeError('The host must be a name or a numeric address.');
  if (!Number.isInteger(target.port) || target.port < 1 || target.port > 65535)
    throw new TypeError('The port must be a whole number from 1 to 65535.');
  oneLine('user name', target.user);
  oneLine('password', target.password);
  if (target.user === '') throw new TypeError('The user name must not be empty.');
  if (target.path !== undefined) {
    oneLine('path', target.path);
    if (target.path === '') throw new TypeError('The path must not be empty.');
  }
}

function oneLine(what: string, text: string): void {
  if (/[\r\n\0]/.test(text)) throw new TypeError(`The ${what} must not contain a line break or a NUL.`);
  if (text.length > MAX_TEXT)
    throw new TypeError(`The ${what} must not be longer than ${MAX_TEXT} characters.`);
}
