// Sockets, TLS and replies: what sessions and experiments talk to a server with.
export * from './answer.js';
export * from './control.js';
export * from './dial.js';
export * from './own-listener.js';
export * from './plain-talk.js';
export * from '../../core/events/printable.js';
export * from './reply-reader.js';
export * from './secure.js';
export * from './wait.js';
