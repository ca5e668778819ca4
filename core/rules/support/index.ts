// What a rule is written with: its types, places in a file, and what rules share.
export * from './cipher-list.js';
export * from './command-list.js';
export * from './list-files.js';
export * from './listeners.js';
export * from './needed-values.js';
export * from './log-files.js';
export * from './missing-needs.js';
export * from './number-lines.js';
export * from './one-line.js';
export * from './parse-fault.js';
export * from './passive-address.js';
export * from './places.js';
export * from './server-shape.js';
export * from './tls-versions.js';
export * from './umask.js';
export * from '../rule.js';
