/**
 * FTP's data endpoints. `decodeLine` reads one line of any text; `encodeEndpoint` and `nextSteps` go the other way;
 * `classOf` says what an address is good for; `clientsReading` what nine clients make of a reply. All pure; no input
 * makes any of it throw.
 */
export {
  addressBlock,
  addressFamily,
  classOf,
  consequenceOf,
  plainAddress,
  sameAddress,
  type AddressClass,
} from './address-class.js';
export { clientsFailing, clientsFollowing, clientsReading, type ClientId, type Dialled } from './clients.js';
export { decodeLine, endpointText, explanation, type DecodeOptions } from './decode.js';
export { saysEmptyDirectory } from './empty-directory.js';
export { encodeEndpoint, parseEndpoint } from './encode.js';
export type { Endpoint, EndpointKind, ProblemId } from './endpoint.js';
export { nextSteps, type NextStep } from './next-steps.js';
export { OTHER_SERVICES } from './other-services.js';
export { problemText } from './problems.js';
