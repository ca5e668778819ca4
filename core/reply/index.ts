export * from './address-class.js';
export * from './endpoint.js';
export * from './exchange.js';
export * from './clients.js';
export * from './decode.js';
export { problemText, type Surroundings } from './problems.js';
export * from './encode.js';
export * from './next-steps.js';
