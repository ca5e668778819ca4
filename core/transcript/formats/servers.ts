import type { FormatRow } from './log-line.js';

const VSFTPD =
  '^(?:\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}) \\[pid (?<pid>\\d{1,10})\\] (?:\\[(?<user>[^\\]]{0,64})\\] )?';
const CLIENT = 'Client "(?<client>[0-9a-fA-F.:]{2,45})"';
/** vsftpd with syslog_enable: the pid stands in the tag. */
const VSFTPD_SYSLOG =
  '^(?:\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\S{6,40}) \\S{1,64} vsftpd\\[(?<pid>\\d{1,10})\\]: (?:\\[(?<user>[^\\]]{0,64})\\] )?';

/** The same out of a journal, which keeps time and pid elsewhere. */
const VSFTPD_JOURNAL = '^(?:\\[(?<user>[^\\]]{0,64})\\] )?';

const VSFTPD_LOGS = [VSFTPD, VSFTPD_SYSLOG, VSFTPD_JOURNAL];

/** What vsftpd writes to its own log, and to the system's. */
export const VSFTPD_ROWS: readonly FormatRow[] = [
  ...VSFTPD_LOGS.map((prefix): FormatRow => ({
    format: 'vsftpd',
    first: /[\w[]/,
    needle: 'FTP command: ',
    pattern: new RegExp(`${prefix}FTP command: ${CLIENT}, "`),
    holds: 'command',
    closing: '"',
  })),
  ...VSFTPD_LOGS.map((prefix): FormatRow => ({
    format: 'vsftpd',
    first: /[\w[]/,
    needle: 'FTP response: ',
    pattern: new RegExp(`${prefix}FTP response: ${CLIENT}, "`),
    holds: 'reply',
    closing: '"',
  })),
  ...VSFTPD_LOGS.map((prefix): FormatRow => ({
    format: 'vsftpd',
    first: /[\w[]/,
    needle: ': Client "',
    pattern: new RegExp(`${prefix}(?=[A-Z]{2,7}(?: [A-Z]{2,12})?: ${CLIENT})`),
    holds: 'note',
  })),
];

/** FileZilla Server, pyftpdlib, SFTPGo, ProFTPD, Pure-FTPd. */
export const SERVERS: readonly FormatRow[] = [
  {
    format: 'FileZilla Server',
    first: /[<(]/,
    pattern:
      /^<(?:[^>]{4,40})> FTPS? (?:Session|Server) (?<session>\d{1,9}) (?<client>[0-9a-fA-F.:]{2,45}) (?:(?<user>[^[\]]{0,64}) )?\[(?:Response|Command)\] /,
    holds: 'speech',
  },
  {
    format: 'FileZilla Server',
    first: /[<(]/,
    pattern:
      /^<(?:[^>]{4,40})> FTPS? (?:Session|Server) (?<session>\d{1,9}) (?<client>[0-9a-fA-F.:]{2,45}) (?:(?<user>[^[\]]{0,64}) )?\[\w{3,12}\] /,
    holds: 'note',
  },
  {
    format: 'FileZilla Server',
    first: /[<(]/,
    pattern:
      /^\((?<session>\d{3,9})\) ?(?:[^()]{6,40}) - (?:\([^()]{1,80}\)|[^()]{1,80}) \((?<client>[0-9a-fA-F.:]{2,45})\)> /,
    holds: 'speech',
  },
  {
    format: 'pyftpdlib',
    first: /\[/,
    needle: '-[',
    pattern:
      /^\[(?:[A-Z] )?(?:[\d :.,-]{8,26})\] (?<session>(?<client>[0-9a-fA-F.:]{2,45}):\d{1,5})-\[(?<user>[^\]]{0,64})\] -> /,
    holds: 'reply',
  },
  {
    format: 'pyftpdlib',
    first: /\[/,
    needle: '-[',
    pattern:
      /^\[(?:[A-Z] )?(?:[\d :.,-]{8,26})\] (?<session>(?<client>[0-9a-fA-F.:]{2,45}):\d{1,5})-\[(?<user>[^\]]{0,64})\] <- /,
    holds: 'command',
  },
  {
    format: 'pyftpdlib',
    first: /\[/,
    needle: '-[',
    pattern:
      /^\[(?:[A-Z] )?(?:[\d :.,-]{8,26})\] (?<session>(?<client>[0-9a-fA-F.:]{2,45}):\d{1,5})-\[(?<user>[^\]]{0,64})\] /,
    holds: 'note',
  },
  {
    format: 'pyftpdlib',
    first: /[\d[]/,
    needle: ' ==> ',
    pattern:
      /^(?:\[\d{1,7}\] )?[\d :,-]{19,26} - [A-Z]{4,8} - (?<session>(?<client>[0-9a-fA-F.:]{2,45}):\d{1,5}) ==> /,
    holds: 'reply',
  },
  {
    format: 'pyftpdlib',
    first: /[\d[]/,
    needle: ' <== ',
    pattern:
      /^(?:\[\d{1,7}\] )?[\d :,-]{19,26} - [A-Z]{4,8} - (?<session>(?<client>[0-9a-fA-F.:]{2,45}):\d{1,5}) <== /,
    holds: 'command',
  },
  {
    format: 'SFTPGo',
    needle: 'line="',
    pattern: /^(?:[^\n"]{0,300} )?line="/,
    holds: 'speech',
    closing: '"',
  },
  { format: 'SFTPGo', needle: 'line=', pattern: /^(?:[^\n"]{0,300} )?line=/, holds: 'speech' },
  {
    format: 'ProFTPD',
    needle: '<response:',
    pattern: /^[^\n]{0,80}proftpd\[(?<pid>\d{1,10})\][^\n<]{0,120}<response:\d{1,4}>: /,
    holds: 'reply',
  },
  { format: 'ProFTPD', needle: '<response:', pattern: /^[^\n<]{0,120}<response:\d{1,4}>: /, holds: 'reply' },
  {
    format: 'ProFTPD',
    needle: '<command:',
    pattern: /^[^\n]{0,80}proftpd\[(?<pid>\d{1,10})\][^\n<]{0,120}<command:\d{1,4}>: /,
    holds: 'command',
  },
  {
    format: 'Pure-FTPd',
    needle: 'pure-ftpd',
    pattern:
      /^[^\n]{0,80}pure-ftpd(?:\[(?<pid>\d{1,10})\])?: \((?<user>[^@()]{0,64})@(?<client>[^)]{1,253})\) \[\w{1,12}\] Command \[/,
    holds: 'command',
    closing: ']',
  },
  {
    format: 'Pure-FTPd',
    needle: 'pure-ftpd',
    pattern:
      /^[^\n]{0,80}pure-ftpd(?:\[(?<pid>\d{1,10})\])?: \((?<user>[^@()]{0,64})@(?<client>[^)]{1,253})\) \[\w{1,12}\] /,
    holds: 'note',
  },
];
