import type { FormatRow } from './log-line.js';

const ADDRESS = '[0-9a-fA-F.:]{2,45}';
/** Addresses are padded to a column. */
const FRAME = '^\\s{0,8}\\d{1,9}\\s{1,4}(?:[\\d.:,-]{1,32}(?: [\\d.:]{1,20})?)\\s{1,40}';

/** tshark (one line per packet, -V, -T fields) and tcpdump. */
export const CAPTURES: readonly FormatRow[] = [
  {
    format: 'tshark',
    first: /[\s\d]/,
    needle: 'Response: ',
    pattern: new RegExp(
      `${FRAME}(?<server>${ADDRESS})\\s{1,40}(?:→|->)\\s{1,40}(?<client>${ADDRESS})\\s{1,40}FTP\\s{1,8}\\d{1,6}\\s{1,4}Response: `,
    ),
    holds: 'reply',
  },
  {
    format: 'tshark',
    first: /[\s\d]/,
    needle: 'Request: ',
    pattern: new RegExp(
      `${FRAME}(?<client>${ADDRESS})\\s{1,40}(?:→|->)\\s{1,40}(?<server>${ADDRESS})\\s{1,40}FTP\\s{1,8}\\d{1,6}\\s{1,4}Request: `,
    ),
    holds: 'command',
  },
  {
    format: 'tshark',
    first: /[\sRPAE]/,
    needle: ': ',
    pattern:
      /^\s{0,16}(?:Response (?:code|arg)|Request (?:command|arg)|(?:Passive|Active|Extended passive) [\w ]{2,12}): /,
    holds: 'copy',
  },
  {
    format: 'tshark',
    first: /[\s.R]/,
    needle: 'Response: ',
    pattern: /^\s{0,16}(?:\.{2,4} )?Response: /,
    holds: 'reply',
  },
  {
    format: 'tshark',
    first: /[\s.R]/,
    needle: 'Request: ',
    pattern: /^\s{0,16}(?:\.{2,4} )?Request: /,
    holds: 'command',
  },
  {
    format: 'tcpdump',
    first: /[\d:.-]/,
    needle: 'FTP: ',
    pattern: new RegExp(
      `^(?:[\\d:.-]{5,32}) IP6? (?<server>${ADDRESS})\\.(?:21|990|ftp) > (?<client>${ADDRESS})\\.(?:\\d{1,5}|[a-z-]{2,20}): [^\\n]{0,400}\\bFTP: `,
    ),
    holds: 'reply',
  },
  {
    format: 'tcpdump',
    first: /[\d:.-]/,
    needle: 'FTP: ',
    pattern: new RegExp(
      `^(?:[\\d:.-]{5,32}) IP6? (?<client>${ADDRESS})\\.(?:\\d{1,5}|[a-z-]{2,20}) > (?<server>${ADDRESS})\\.(?:21|990|ftp): [^\\n]{0,400}\\bFTP: `,
    ),
    holds: 'command',
  },
];
