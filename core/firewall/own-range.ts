/** The passive range that a container file gives to vsftpd itself; null for a bound that is given and not known. */
export interface OwnRange {
  readonly low?: number | null;
  readonly high?: number | null;
}

/** What images call it, where it is given and not where it is used (`${PASV_MIN_PORT:-21100}`). */
const MIN_PORT = givenPort('(?:pasv_|passive_)?min_port|(?:pasv|passive)_(?:port_)?min');
const MAX_PORT = givenPort('(?:pasv_|passive_)?max_port|(?:pasv|passive)_(?:port_)?max');

/** By an environment variable, or `-o`. */
export function ownRange(code: string): OwnRange {
  const [low, high] = [MIN_PORT, MAX_PORT].map((given) => portIn(given, code));
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

function givenPort(names: string): RegExp {
  return new RegExp(
    `(?:(?<![a-z_{$])|(?<=-o))(?:${names})(?![a-z_])["']?[ \\t]{0,9}[:= \\t]["' \\t]{0,9}(?:(\\d{1,5})|\\$\\{\\w{1,40}:?-(\\d{1,5})\\}|\\$)`,
    'i',
  );
}

function portIn(given: RegExp, code: string): number | null | undefined {
  const match = given.exec(code);
  if (!match) return undefined;
  const digits = match[1] ?? match[2];
  return digits === undefined ? null : Number(digits);
}
