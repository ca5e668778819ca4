import { ownRange } from '../../own-range.js';
import type { FirewallReading } from '../../reading.js';
import { interpolate, type Variables } from './compose-variables.js';
import { HOLE } from '../containers/placeholders.js';

/** Lines of a file that are looked at. */
const LINE_LIMIT = 20_000;
/** UTF-16 units of a `.env`. */
const ENV_LIMIT = 200_000;
/** The whole of `.env` goes into the container, or a variable of it by its name alone. */
const PASSED_ON =
  /\benv_file\b|^[ \t]{0,40}-?[ \t]{0,9}["']?\w{0,40}(?:min|max|addr)\w{0,40}["']?[ \t]{0,9}:?[ \t\r]{0,9}$/im;

/** What a file with a `.env` beside it gives to vsftpd in the image; nothing where there is no `.env`. */
export function givenToImage(
  text: string,
  env: string | null | undefined,
  variables: Variables,
): Pick<FirewallReading, 'ownRange' | 'givesAddress'> {
  if (env === undefined) return {};
  const code = text
    .split('\n', LINE_LIMIT)
    .filter((line) => !/^\s*#/.test(line))
    // A hole reads as a variable that is not known.
    .map((line) => interpolate(line, variables).text.replaceAll(HOLE, '$'))
    .join('\n');
  const passed = env !== null && PASSED_ON.test(text) ? env.slice(0, ENV_LIMIT) : '';
  return {
    ownRange: { ...ownRange(passed), ...ownRange(code) },
    ...(/^[^#\n]{0,200}pasv_addr/im.test(passed) ? { givesAddress: true } : {}),
  };
}
