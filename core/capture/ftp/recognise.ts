import type { End } from '../tcp/flow.js';
import type { Moment } from '../tcp/reassembly.js';

/** A line of a connection of which it is not known yet what it carries. */
export interface EarlyLine {
  readonly from: End;
  readonly line: string;
  readonly at: Moment;
}

/** More lines than this without a sign of FTP are something else. */
export const MOST_EARLY = 40;

const FTP_ONLY =
  /^(?:PASV|EPSV|PORT \d|EPRT |RETR |STOR |MLSD|NLST|CWD |XPWD|PWD$|TYPE [AI]|FEAT|CLNT |PROT [CP]|PBSZ|SYST|AUTH (?:TLS|SSL)|OPTS UTF8|SIZE |MDTM )/i;
const LOGIN = /^(?:USER|PASS) /i;
const OTHERS = /^(?:EHLO|HELO|LHLO|MAIL FROM|RCPT TO|MODE READER|AUTHINFO|CAPA|APOP|GET |HEAD |POST )/i;
const PASSIVE = /^22[79][ -].*[\d|]\d/;
const GREETING = /^(?:120|220|421|500 OOPS)/;
const FTP_REPLY = /^(?:120|150|125|2[0-5]\d|33[12]|350|4[25]\d|5[03-5]\d)[ -]/;

/**
 * The end that is the FTP server; `other` where it is no FTP; null where that cannot be told yet. Any port may carry FTP,
 * and mail, news and the web have replies or commands that look alike.
 */
export function serverEnd(lines: readonly EarlyLine[], isFtpPort: boolean): End | 'other' | null {
  let replies: End | null = null;
  let hasLogin = false;
  for (const { from, line } of lines) {
    if (OTHERS.test(line)) return 'other';
    if (PASSIVE.test(line)) return from;
    if (FTP_REPLY.test(line)) {
      replies ??= from;
      if (isFtpPort && GREETING.test(line)) return from;
      if (hasLogin && from === replies && /^(?:331|332|230|530)[ -]/.test(line)) return from;
    } else if (replies !== null && from !== replies && FTP_ONLY.test(line)) return replies;
    else if (replies === null && FTP_ONLY.test(line) && isFtpPort) return from === 0 ? 1 : 0;
    else if (LOGIN.test(line)) hasLogin = true;
  }
  const [first] = lines;
  if (!first) return null;
  if (!/^(?:\d{3}[ -]|[A-Z]{3,4}(?: |$))/i.test(first.line)) return 'other';
  return lines.length >= MOST_EARLY ? 'other' : null;
}
