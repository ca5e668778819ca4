import type { FormatRow } from './log-line.js';

/** Python's ftplib, node-ftp, ftphs. */
export const LIBRARIES: readonly FormatRow[] = [
  { format: 'ftplib', first: /\*/, pattern: /^\*cmd\* '/, holds: 'command', closing: "'" },
  { format: 'ftplib', first: /\*/, pattern: /^\*cmd\* "/, holds: 'command', closing: '"' },
  { format: 'ftplib', first: /\*/, pattern: /^\*resp\* '/, holds: 'reply', closing: "'" },
  { format: 'ftplib', first: /\*/, pattern: /^\*resp\* "/, holds: 'reply', closing: '"' },
  { format: 'ftplib', first: /\*/, pattern: /^\*(?:put|get|welcome)\* ['"]/, holds: 'copy' },
  { format: 'ftplib', first: /f/, pattern: /^ftplib\.error_\w{1,10}: /, holds: 'speech' },
  { format: 'node-ftp', first: /\[/, pattern: /^\[connection\] {1,4}< ['"]/, holds: 'reply', closing: "'" },
  { format: 'node-ftp', first: /\[/, pattern: /^\[connection\] {1,4}> ['"]/, holds: 'command', closing: "'" },
  { format: 'node-ftp', first: /\[/, pattern: /^\[(?:parser|connection)\] /, holds: 'copy' },
  { format: 'ftphs', first: /F/, pattern: /^FTP received: /, holds: 'reply' },
  { format: 'ftphs', first: /F/, pattern: /^FTP sent: /, holds: 'command' },
];
