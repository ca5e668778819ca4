/** A reply that a library hands on without its code, or with the code in brackets. */
export interface WordyReply {
  readonly code: number;
  readonly text: string;
  /** The command, where the library says what it had waited for. */
  readonly to?: string;
}

/** Words of servers that belong to one code; the library's own wrapping stands in front. */
const WORDS: readonly (readonly [words: RegExp, code: number])[] = [
  [/Illegal (?:PORT|EPRT) command|I won.t open a connection to/i, 500],
  [/session (?:of|for) (?:the )?data connection (?:was |has )?not (?:been )?resumed/i, 425],
  [/OOPS: /, 500],
  [/(?:SSL|TLS)(?:\/(?:SSL|TLS))? required on the (?:control|data) channel/i, 550],
  [/Non-anonymous sessions must use encryption/i, 530],
  [/Login (?:authentication failed|incorrect)/i, 530],
  [/session reuse required/i, 522],
  [/Security: Bad IP connecting/i, 425],
  [
    /(?:Failed to establish connection|Can.?t open data connection(?! in )|Unable to build data connection)/i,
    425,
  ],
  [/There are too many connections from your internet address|There are too many connected users/i, 421],
  [/^(?:[^:]{1,80}: )?(?:Permission denied|Could not create file|Create directory operation failed)\b/i, 550],
];

/** `ftp_put(): WORDS in /path on line 12`, `Error: WORDS`, `(425) WORDS`. */
const WRAPPINGS: readonly RegExp[] = [
  /\bftp_\w{2,20}\(\): (.{3,300}?)\.? in \S{1,300} on line \d/,
  /\bftp_\w{2,20}\(\): (.{3,300})$/,
  // Bitvise
  /\bmessage="([^"]{3,300})"/,
  /\b(?:\w{0,40}(?:Error|Exception|error)): (?:\w{0,20}Error: )?(.{3,300})$/,
];
const CODED: readonly RegExp[] = [
  /\b(?:server returned an error|error|response|reply)[^()]{0,20}\(?\((\d{3})\) ([^)]{3,200}?)(?: --->|\)|$)/i,
  // ftp4j, FluentFTP
  /\[code= ?(\d{3}), message= ?(?:\d{3} )?([^\]]{3,200})/,
  // .NET in any language
  /\bWebException: [^()\n]{3,120}\((4[23]\d|45[0-2]|5[35]\d)\) ([^\n]{3,200}?)(?: --->|$)/,
  /\bCode: (\d{3}) Message: (.{3,200})/,
  // Apple
  /FTPStatusCodeKey=(\d{3})()/,
  // curl
  /(?=Failed FTP upload: (\d{3}))(Failed FTP upload)/,
  /(?=server did not report OK, got (\d{3}))(server did not report OK)/,
];
/** ftp-srv waited for the data connection, and then answers so. */
const SRV =
  /"directive":"(?:LIST|NLST|MLSD|RETR|STOR)".{0,120}"message":"((?:operation )?timed out[^"]{0,40})/;
const FTP_CODES = new Set([
  421, 425, 426, 430, 450, 451, 452, 500, 501, 502, 503, 504, 522, 530, 532, 534, 550, 551, 552, 553,
]);
const WEB_WORDS = /^(?:Internal Server|Not Implemented|Bad Gateway|Service Unavailable)/i;

/** PHP hands on the last reply where it could not open the data connection. */
const PASSIVE_OF_PHP = /\bftp_\w{3,12}\(\): (Entering (?:Extended )?Passive Mode.{3,60})/;

/** aioftp: `Waiting for ('227',) but got 502 [' PASV command not implemented.']`. */
const AWAITED = /Waiting for \('([1-6][\dx]{2})',\) but got (\d{3}) \[['"] ?([^'"]{1,300})/;
const ANSWERED: Readonly<Record<string, string>> = { 227: 'PASV', 229: 'EPSV', 230: 'PASS', 250: 'CWD' };

/** FluentFTP and its kin cannot read the reply. */
const UNREAD = /(?:Malformed|Failed to get the) (PASV|EPSV) (?:response|port from): (.{1,200})/;

const CURL_PASSIVE = /(?:^|\(13\) )Bad PASV\/EPSV response: ([45]\d\d)/;

/** All that is looked for in a line. */
export const REPLY_WORDS: readonly RegExp[] = [
  ...WORDS.map(([words]) => words),
  ...CODED,
  SRV,
  AWAITED,
  PASSIVE_OF_PHP,
  UNREAD,
  CURL_PASSIVE,
];

/** curl's last line, where its dialogue is not shown. */
export function curlPassive(line: string): WordyReply | null {
  const code = CURL_PASSIVE.exec(line.slice(0, 200))?.[1];
  return code === undefined ? null : { code: Number(code), text: '', to: 'PASV' };
}

export function wordyReply(line: string): WordyReply | null {
  if (!/error|exception|ftp_|response|reply|ftp upload|but got|did not report/i.test(line)) return null;
  const bounded = line.slice(0, 600);
  const waited = SRV.exec(bounded)?.[1];
  if (waited !== undefined) return { code: 425, text: waited };
  const passive = PASSIVE_OF_PHP.exec(bounded)?.[1];
  if (passive !== undefined) return { code: passive.includes('Extended') ? 229 : 227, text: passive };
  const [, asked, unread = ''] = UNREAD.exec(bounded) ?? [];
  if (asked !== undefined) return { code: unread.includes('|') ? 229 : 227, text: unread, to: asked };
  const [, awaited = '', got, words = ''] = AWAITED.exec(bounded) ?? [];
  const to = ANSWERED[awaited];
  if (FTP_CODES.has(Number(got)))
    return { code: Number(got), text: words, ...(to === undefined ? {} : { to }) };
  for (const pattern of CODED) {
    const [, code, text = ''] = pattern.exec(bounded) ?? [];
    if (FTP_CODES.has(Number(code)) && !WEB_WORDS.test(text)) return { code: Number(code), text };
  }
  for (const wrapping of WRAPPINGS) {
    const text = wrapping.exec(bounded)?.[1];
    if (text === undefined) continue;
    const known = WORDS.find(([words]) => words.test(text));
    if (known) return { code: known[1], text };
  }
  return null;
}
