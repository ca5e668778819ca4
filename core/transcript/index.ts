/**
 * Logs of FTP clients and servers, read line by line. `TranscriptReader` reads a whole log into the events of
 * core/events, `exchangesOf` pairs its commands with their replies. All pure; no input makes any of it throw.
 */
export { arranged, ARRANGED_LIMIT } from './arrange.js';
export type { EndpointEvent, TranscriptEvent } from '../events/in-text.js';
export { exchangesOf } from './exchanges.js';
export { readTranscript, TranscriptReader } from './reader.js';
export { readLogLine } from './formats/read-line.js';
