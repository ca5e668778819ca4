import { imageNamed } from './table.js';

/** What a variable of a known image becomes, in a sentence; undefined where it is not known. */
export function describeVariable(reference: string, name: string): string | undefined {
  const image = imageNamed(reference);
  if (!image) return undefined;
  const { range, defaultRange, address, ownAddress, login } = image;
  const { low, high } = defaultRange;
  if (range && 'both' in range && range.both === name)
    return `The passive range, first and last port; ${low}:${high} where it is not set. All of it has to be published.`;
  if (range && 'low' in range && (range.low === name || range.high === name)) {
    const [which, setting, port] =
      range.low === name ? ['first', 'pasv_min_port', low] : ['last', 'pasv_max_port', high];
    return `The ${which} passive port (${setting}); ${port} where it is not set. The whole range has to be published.`;
  }
  if (address.includes(name)) {
    const otherwise = {
      container: ' Where it is not set, the container’s own address, which other machines do not reach.',
      gateway: ' Where it is not set, the address of the gateway inside Docker.',
      none: '',
    }[ownAddress];
    return `The address that clients are told for data connections.${otherwise}`;
  }
  return login?.variable === name
    ? 'The login. Where it is not set, that of the image’s own documentation is in force.'
    : undefined;
}
