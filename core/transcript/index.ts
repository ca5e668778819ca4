/**
 * Logs of FTP clients and servers, read line by line. `TranscriptReader` reads a whole log, `exchangesOf` pairs its
 * commands with their replies. All pure; no input makes any of it throw.
 */
export type * from './exchange.js';
export { exchangesOf } from './exchanges.js';
export { readTranscript, TranscriptReader, type TranscriptOptions } from './transcript.js';
export { readLogLine, type LogLine } from './wrappers/index.js';
