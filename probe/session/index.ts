// The steps of a session, as experiments and the search of the range repeat them.
export * from './active.js';
export * from './alone.js';
export * from './before-handshake.js';
export * from './connection-slots.js';
export * from './file-transfer.js';
export * from './listing.js';
export * from './login.js';
export * from './look-around.js';
export * from './passive.js';
export * from './reach.js';
export * from './second-target.js';
export * from './side-session.js';
export * from './vantage.js';
export * from './working-way.js';
