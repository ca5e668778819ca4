export * from './address-class.js';
export * from './endpoint.js';
export * from './exchange.js';
export * from './clients.js';
