import type { Row } from './row.js';

/** Python's ftplib, node-ftp, ftphs. */
export const LIBRARIES: readonly Row[] = [
  { format: 'ftplib', pattern: /^\*cmd\* '/, holds: 'command', closing: "'" },
  { format: 'ftplib', pattern: /^\*cmd\* "/, holds: 'command', closing: '"' },
  { format: 'ftplib', pattern: /^\*resp\* '/, holds: 'reply', closing: "'" },
  { format: 'ftplib', pattern: /^\*resp\* "/, holds: 'reply', closing: '"' },
  { format: 'ftplib', pattern: /^\*(?:put|get|welcome)\* ['"]/, holds: 'copy' },
  { format: 'ftplib', pattern: /^ftplib\.error_\w{1,10}: /, holds: 'speech' },
  { format: 'node-ftp', pattern: /^\[connection\] < ['"]/, holds: 'reply', closing: "'" },
  { format: 'node-ftp', pattern: /^\[connection\] > ['"]/, holds: 'command', closing: "'" },
  { format: 'node-ftp', pattern: /^\[(?:parser|connection)\] /, holds: 'copy' },
  { format: 'ftphs', pattern: /^FTP received: /, holds: 'reply' },
  { format: 'ftphs', pattern: /^FTP sent: /, holds: 'command' },
];
