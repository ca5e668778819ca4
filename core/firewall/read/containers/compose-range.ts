import { ownRange, type OwnRange } from '../../own-range.js';
import { interpolate, type Variables } from './compose-variables.js';
import { HOLE } from './placeholders.js';

/** Lines of a file that are looked at. */
const LINE_LIMIT = 20_000;
/** The whole of `.env` goes into the container, or a variable of it by its name alone. */
const PASSED_ON =
  /\benv_file\b|^[ \t]{0,40}-?[ \t]{0,9}["']?\w{0,40}(?:min|max)\w{0,40}["']?[ \t]{0,9}:?[ \t\r]{0,9}$/im;

/** The passive range that a file with a `.env` beside it gives to the image; undefined where there is no `.env`. */
export function rangeGiven(
  text: string,
  env: string | null | undefined,
  variables: Variables,
): OwnRange | undefined {
  if (env === undefined) return undefined;
  const code = text
    .split('\n', LINE_LIMIT)
    .filter((line) => !/^\s*#/.test(line))
    // A hole reads as a variable that is not known.
    .map((line) => interpolate(line, variables).text.replaceAll(HOLE, '$'))
    .join('\n');
  const passed = env !== null && PASSED_ON.test(text) ? ownRange(env.slice(0, 200_000)) : {};
  return { ...passed, ...ownRange(code) };
}
